"""Item codes: the three national lengths, what is refused and what is only doubted, the form of Sichuan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import item_code, uscc
from tongban.registers.identifiers.rules.item_code import BasicCode

pytestmark = pytest.mark.req("NFR-07", part="identifiers")


def test_a_sub_item() -> None:
    basic = item_code.parse("440102003001")
    assert isinstance(basic, BasicCode)
    parts = (basic.region, basic.item_type, basic.department, basic.main_item, basic.sub_item)
    assert parts == ("44", "01", "02", "003", "001")
    assert (basic.main_code, basic.warnings) == ("44010200300Y", ())


@pytest.mark.parametrize("code", ["44010200300Y", "440102003000", "000125011000"])
def test_a_main_item_is_its_own(code) -> None:
    basic = item_code.parse(code)
    assert isinstance(basic, BasicCode)
    assert basic.main_code == code


def test_an_implementing_code_of_shandong() -> None:
    code = item_code.parse("11370800mb285591843370117002011")
    assert isinstance(code, item_code.ImplementingCode)
    assert code.body == uscc.BodyCode("11370800MB28559184", uscc.Kind.CREDIT_CODE)
    assert (code.level, code.basic.code, code.warnings) == (3, "370117002011", ())


def test_a_handling_code_of_guangdong() -> None:
    code = item_code.parse("11440000006940116U 2 440102003001 03")
    assert isinstance(code, item_code.HandlingCode)
    assert (code.implementing.level, code.implementing.basic.code, code.sequence) == (2, "440102003001", 3)
    assert code.code == "11440000006940116U244010200300103"


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("442102003001", ("item_code.type_unknown",)),
        ("TE440000GD030003VV2440102003001", ("uscc.surrogate",)),
        ("13440000515356094L2440102003001", ("uscc.check_character",)),
        ("13440000515356094L2442102003001", ("uscc.check_character", "item_code.type_unknown")),
        ("13440000515356094L244010200300101", ("uscc.check_character",)),
    ],
)
def test_doubts_are_warnings(text, warnings) -> None:
    assert item_code.parse(text).warnings == warnings


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("", "length", {"length": 0}),
        ("4401020030010", "length", {"length": 13}),
        ("4" * 10_000_000, "length", {"length": 10_000_000}),
        ("44A102003001", "digits", {"position": 3, "character": "A"}),
        ("440102003Y00", "sub_item", {"sub_item": "Y00"}),
        ("44010200301Y", "sub_item", {"sub_item": "01Y"}),
        ("11440000-06940116U2440102003001", "body", {"position": 9, "character": "-"}),
        ("11440000006940116U0440102003001", "level", {"level": "0"}),
        ("11440000006940116U7440102003001", "level", {"level": "7"}),
        ("11440000006940116U244010200300X", "sub_item", {"sub_item": "00X"}),
        ("11440000006940116U24401020A3001", "digits", {"position": 27, "character": "A"}),
        ("11440000006940116U244010200300100", "sequence", {"sequence": "00"}),
        ("11440000006940116U2440102003001A1", "sequence", {"sequence": "A1"}),
    ],
)
def test_what_is_wrong_is_named(text, code, facts) -> None:
    with pytest.raises(Invalid) as caught:
        item_code.parse(text)
    assert (caught.value.code, caught.value.facts) == (f"item_code.{code}", facts)


@given(st.integers(0, 65), st.sampled_from(sorted(item_code.TYPES)), st.integers(0, 999), st.integers(1, 6))
def test_what_is_built_is_read_back(region, item_type, main, level) -> None:
    basic = item_code.build_basic(
        region=f"{region:02d}", item_type=item_type, department="25", main_item=f"{main:03d}", sub_item="00Y"
    )
    implementing = item_code.build_implementing(body="11440000006940116U", level=level, basic=basic)
    handling = item_code.build_handling(implementing=implementing, sequence=level)
    for built in (basic, implementing, handling):
        assert item_code.parse(built.code) == built


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"main_item": "3"}, "length"), ({"sub_item": "00X"}, "sub_item"), ({"department": "A1"}, "digits")],
)
def test_nonsense_is_not_built(changed, code) -> None:
    parts = {"region": "44", "item_type": "01", "department": "02", "main_item": "003"} | changed
    with pytest.raises(Invalid) as caught:
        item_code.build_basic(**parts)
    assert caught.value.code == f"item_code.{code}"


def test_bodies_levels_and_sequences_out_of_range_are_not_built() -> None:
    basic = item_code.build_basic(item_type="01", department="02", main_item="003")
    assert basic.code == "000102003000"
    for body, level, code in (("1144", 2, "body"), ("11440000006940116U", 7, "level")):
        with pytest.raises(Invalid, match=rf"item_code\.{code}"):
            item_code.build_implementing(body=body, level=level, basic=basic)
    implementing = item_code.build_implementing(body="11440000006940116U", level=2, basic=basic)
    for sequence in (0, 100):
        with pytest.raises(Invalid, match=r"item_code\.sequence"):
            item_code.build_handling(implementing=implementing, sequence=sequence)


@pytest.mark.parametrize(
    ("text", "item", "kind"),
    [
        ("511Z07001006-511602000000-000-11511301008778183N-1-00", "511Z07001006", "credit_code"),
        ("G-000007-001-511602000000-000-115113010833722043-1-00", "G-000007-001", "credit_code"),
        ("511A0138000000-511602000000-000-TE5116020105116050-1-00", "511A0138000000", "surrogate"),
        ("511A0138000000-511602000000-000-00877868-5-1-00", "511A0138000000", "organisation_code"),
    ],
)
def test_the_form_of_sichuan(text, item, kind) -> None:
    code = item_code.parse_local(text)
    assert code.body is not None
    assert (code.item, code.region, code.sub_item, code.body.kind) == (item, "511602000000", "000", kind)


@pytest.mark.parametrize("text", ["", "E-000021-001-1111111111111111", "513400000001", "某-1"])
def test_another_local_form_is_kept_as_it_is(text) -> None:
    assert item_code.parse_local(text) == item_code.LocalCode(text, warnings=("local_code.shape",))


def test_only_endless_text_is_refused() -> None:
    with pytest.raises(Invalid, match=r"local_code\.length"):
        item_code.parse_local("-" * 10_000_000)
