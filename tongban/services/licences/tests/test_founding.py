"""A company that a grant founds: its own file, its own code, its own licence; open to who represents it in law."""

from dataclasses import replace

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.identifiers.rules import uscc
from tongban.registers.identifiers.rules.samples import sample_credit_code
from tongban.registers.parties import commands as files
from tongban.registers.parties import queries as parties_of
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import commands, queries
from tongban.services.licences.rules.founding import Founding, read_founding, write_credit_code
from tongban.services.licences.tests import make

NAME = "孝感样例科技有限公司"
WRITTEN = {
    "enterprise_name_choice": NAME, "enterprise_kind": "1151", "enterprise_address": "孝南区样例园区1号楼",
    "representative_name": "样例甲", "representative_resident_id": parties.resident_id(1),
}  # fmt: skip
_PRINTED = (
    ("name", "名称", "holder.name"), ("credit_code", "统一社会信用代码", "form:enterprise.credit_code"),
    ("established_on", "成立日期", "form:enterprise.established_on"),
    ("representative", "法定代表人", "holder.representative"), ("address", "住所", "holder.address"),
)  # fmt: skip
BUSINESS = replace(
    make.FOOD, name="营业执照", holder_kind="founded", numbering="{holder.code}", validity={"unit": "long_term"},
    fields=[{"code": code, "name": name, "source": source, "public": True} for code, name, source in _PRINTED],
)  # fmt: skip


@pytest.fixture
def founder(now):
    """The citizen 样例甲, signed in with an account of their own; and their file."""
    parties.regions_once(now)
    actor = parties.account(now)
    commands.add_type(content=BUSINESS, by=SYSTEM, now=now)
    return actor, parties.person(now)


def granted(founder, now, **told):
    return make.recorded(founder[1], now, values=WRITTEN | told, holder_name="样例甲")


@pytest.mark.django_db
@pytest.mark.req("LIC-02", part="a company's first licence lies in the file of the company that the grant founds")
def test_the_licence_is_the_companys_and_its_representative_sees_it(founder, now):
    actor, person = founder
    licence = granted(founder, now)
    code = queries.find_public(licence.identifier, now=now).number
    assert (uscc.parse(code).warnings, code[:13]) == ((), "91429099EXAMF")
    said = {field["code"]: field["value"] for field in licence.values_public}
    assert said == {
        "name": NAME, "credit_code": code, "established_on": "2026年11月25日", "representative": "样例甲",
        "address": "孝南区样例园区1号楼",
    }  # fmt: skip
    company = parties_of.list_parties_of(actor.account, now=now)[1]
    assert (company.party, company.name, company.link) == (licence.holder_id, NAME, "representative")
    held = [[line.id for line in queries.list_held(each, actor=actor, now=now)] for each in (person, company.party)]
    assert held == [[], [licence.id]]


@pytest.mark.django_db
def test_decision_company_and_licence_are_one_transaction_in_one_bucket_once(founder, now):
    outcome = make.outcome(founder[1], now, values=WRITTEN, holder_name="样例甲")
    first, again = (commands.record_outcome(outcome=outcome, by=SYSTEM, now=now) for _ in range(2))
    assert first == again
    assert bucket_of(first.holder_id) == bucket_of(first.id) == bucket_of(outcome.case_id)
    assert queries.find_of_case(outcome.case_id, founder[1]) == first.id
    assert make.rows("parties.Party").filter(bucket=first.bucket, kind="enterprise").count() == 1


@pytest.mark.django_db
def test_each_company_has_the_next_code_that_nobody_has(founder, now, settings):
    settings.CREDIT_CODE_BLOCK = "EXAM000"
    parties.enterprise(now, 3)
    numbers = [granted(founder, now).number for _ in range(3)]
    assert numbers == [sample_credit_code(serial) for serial in (1, 2, 4)]


@pytest.mark.django_db
def test_another_representative_comes_to_it_by_its_code(founder, now):
    other = parties.account(now, 2)
    outcome = make.outcome(founder[1], now, values=WRITTEN | {"representative_resident_id": parties.resident_id(2)})
    licence = commands.record_outcome(outcome=outcome, by=SYSTEM, now=now)
    assert [each.link for each in parties_of.list_parties_of(founder[0].account, now=now)] == ["self"]
    linked = files.link_representative(account=other.account, credit_code=licence.number, by=other, now=now)
    assert linked == licence.holder_id
    case = outcome.case_id, founder[1]
    seen = [queries.find_own_of_case(*case, actor=actor, now=now) for actor in (founder[0], other)]
    assert seen == [None, licence.id]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "told", "code"),
    [
        ("", {}, "licence.no_credit_codes"),
        ("EXAM9999", {}, "licence.no_credit_codes"),
        ("EXAMF", {"enterprise_name_choice": " "}, "licence.founding_incomplete"),
    ],
)
def test_without_a_code_or_a_name_no_company_and_no_licence(founder, now, settings, block, told, code):
    settings.CREDIT_CODE_BLOCK = block
    with pytest.raises(Conflict) as refusal:
        granted(founder, now, **told)
    assert refusal.value.code == code
    bucket = bucket_of(founder[1])
    assert not make.rows("parties.Party").filter(bucket=bucket, kind="enterprise").exists()
    assert make.count() == 0


@pytest.mark.parametrize(
    ("told", "category"),
    [
        ({"enterprise_kind": "1130"}, "91"), ({"enterprise_kind": "9500"}, "92"), ({"enterprise_kind": "9100"}, "93"),
        ({"enterprise_kind": ""}, "91"),
    ],
)  # fmt: skip
def test_the_kind_says_the_category(told, category):
    assert read_founding(WRITTEN | told).category == category


def test_a_self_employed_person_stands_for_their_own_business():
    told = {"enterprise_name_choice": "样例面馆", "person_name": "样例乙", "person_resident_id": "1",
            "premises_address": "样例路1号"}  # fmt: skip
    assert read_founding(told) == Founding("样例面馆", "样例路1号", "样例乙", "1", "92")
    assert read_founding(told | {"person_resident_id": ""}) is None


@pytest.mark.parametrize(("serial", "organisation"), [(0, "MA4K0000"), (30, "MA4K000Y"), (31**4 - 1, "MA4KYYYY")])
def test_codes_of_a_block_pass_every_check(serial, organisation):
    code = write_credit_code("MA4K", serial, category="92", region="420902000000")
    assert (code[:16], uscc.parse(code).warnings) == (f"92420902{organisation}", ())
    assert write_credit_code("MA4K", 31**4, category="92", region="420902000000") == ""
