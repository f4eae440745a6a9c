"""A district's own list becomes drafts; one of its records is completed, published, and handled by its own office."""

import pytest
from django.core.management import call_command

from tongban.faces.jobs import sample_office
from tongban.faces.portal.tests import make
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.access import queries as accounts
from tongban.registers.catalogue.queries.guides import get_guide
from tongban.registers.seals import queries as seals

BODY = "115113016823646795"
RECORD = f"511A0064100070-511602000000-000-{BODY}-1-00"
LIST = f"department,name,region_code,local_code,type_code\n样例审批局,公司设立登记,511602000000,{RECORD},1\n"
LEAF = f"{make.COMPANY}01"

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(now, tmp_path, settings):
    settings.FILE_STORE = tmp_path / "files"
    make.offered(now, make.COMPANY)
    file = tmp_path / "items.csv"
    file.write_text(LIST, encoding="utf-8")
    call_command("import_items", file, verbosity=0)


@pytest.mark.req("CAT-01", part="a record from elsewhere is completed and published by its own staff")
def test_a_record_is_completed_published_and_can_be_handled(imported, now):
    offered = sample_office.offer(local_code=RECORD, leaf=LEAF, now=now)
    assert (offered.code, offered.name) == (f"{BODY}4{LEAF}", "公司设立登记")
    assert "设定依据" in offered.lacked
    assert get_guide(offered.code, at=now).organisation.code == BODY
    assert all(accounts.find_account(phone) for phone, _ in sample_office.STAFF.values())
    assert seals.find_seal(BODY, "licence", step="grant", now=now) is not None


def test_what_is_offered_already_is_no_open_record(imported, now):
    sample_office.offer(local_code=RECORD, leaf=LEAF, now=now)
    with pytest.raises(NotFound, match="item_unknown"):
        sample_office.offer(local_code=RECORD, leaf=LEAF, now=now)
