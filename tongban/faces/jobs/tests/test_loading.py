"""Loading notices and regions from files, by hand."""

import json

import pytest
from django.core.management import CommandError, call_command

from tongban.registers.calendars import queries as calendars
from tongban.registers.regions import queries as regions
from tongban.registers.regions.tests import make

pytestmark = pytest.mark.django_db
NOTICE = {
    "number": "样例通知",
    "year": 2027,
    "region": "420000000000",
    "published_on": "2026-11-20",
    "settles_year": True,
    "days": [{"day": "2027-02-05", "worked": False, "name": "春节"}],
}


def test_a_notice_ends_the_provisional_year(tmp_path, now, capsys):
    make.tree(now)
    assert calendars.list_provisional_years("420900000000", now) == [2027]
    path = tmp_path / "notice.json"
    path.write_text(json.dumps(NOTICE), encoding="utf-8")
    call_command("load_notice", path)
    assert calendars.list_provisional_years("420900000000", now) == []
    with pytest.raises(CommandError, match="样例通知 已经装入过"):
        call_command("load_notice", path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"days": 1}', '{"days": [{"day": "x", "worked": true}]}'])
def test_an_unreadable_notice_names_the_file(tmp_path, text):
    path = tmp_path / "notice.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=r"notice\.json"):
        call_command("load_notice", path)


@pytest.mark.req("NFR-10", part="import a county")
def test_a_new_county_is_usable_at_once(tmp_path, now):
    make.tree(now)
    path = tmp_path / "county.csv"
    path.write_text(
        "\ufeffcode,name,level,parent\n420999000000,样例县,3,420900000000\n420999001000,样例镇,4,420999000000\n",
        encoding="utf-8",
    )
    call_command("load_regions", path)
    assert [region.name for region in regions.list_path("420999001000")] == ["湖北省", "孝感市", "样例县", "样例镇"]


def test_a_wrong_line_is_named(tmp_path, now):
    path = tmp_path / "county.csv"
    path.write_text("code,name,level,parent\n42,样例县,3,\n")
    with pytest.raises(CommandError, match="line 2: code_malformed"):
        call_command("load_regions", path)
