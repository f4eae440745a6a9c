"""Region codes, telephone numbers, holders' numbers, masking, sample numbers."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import holder_code, phone, region_code, resident_id, samples, uscc
from tongban.registers.identifiers.rules.masking import mask
from tongban.registers.identifiers.rules.region_code import Level

pytestmark = pytest.mark.req("NFR-07", part="identifiers")


@pytest.mark.parametrize(
    ("text", "code", "level", "parent", "last"),
    [
        ("420000", "420000000000", Level.PROVINCE, None, "429999999999"),
        ("420900000000", "420900000000", Level.CITY, "420000000000", "420999999999"),
        ("429004", "429004000000", Level.COUNTY, "429000000000", "429004999999"),
        ("420902001000", "420902001000", Level.TOWN, "420902000000", "420902001999"),
        ("420902001010", "420902001010", Level.VILLAGE, "420902001000", "420902001010"),
        ("441900003000", "441900003000", Level.TOWN, "441900000000", "441900003999"),
        (" 4209 02 ", "420902000000", Level.COUNTY, "420900000000", "420902999999"),
    ],
)
def test_regions(text, code, level, parent, last) -> None:
    region = region_code.parse(text)
    assert (region.code, region.level, region.parent, region.subtree) == (code, level, parent, (code, last))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        ("4209", "length"),
        ("4" * 10_000_000, "length"),
        ("42090A", "digits"),
        ("42\x00902", "digits"),
        ("000000", "shape"),
        ("020900", "shape"),
        ("420002", "shape"),
        ("420902000010", "shape"),
        ("420000001000", "shape"),
    ],
)
def test_what_is_no_region_code(text, code) -> None:
    with pytest.raises(Invalid) as caught:
        region_code.parse(text)
    assert caught.value.code == f"region_code.{code}"


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("138 0013 8000", "13800138000", phone.Kind.MOBILE),
        ("+86-138-0013-8000", "13800138000", phone.Kind.MOBILE),
        ("008613800138000", "13800138000", phone.Kind.MOBILE),
        ("（0712）2888888", "07122888888", phone.Kind.LANDLINE),
        ("027-87123456", "02787123456", phone.Kind.LANDLINE),
        ("010 6303 4567", "01063034567", phone.Kind.LANDLINE),
        ("12345", "12345", phone.Kind.SERVICE),
        ("400-800-1234", "4008001234", phone.Kind.SERVICE),
    ],
)
def test_telephone_numbers(text, number, kind) -> None:
    assert phone.parse(text) == phone.Phone(number, kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "shape"),
        ("1380013800", "shape"),
        ("12800138000", "shape"),
        ("87123456", "shape"),
        ("1380013800O", "digits"),
        ("1380013800\0", "digits"),
        ("1" * 10_000_000, "length"),
    ],
)
def test_what_is_no_telephone_number(text, code) -> None:
    with pytest.raises(Invalid) as caught:
        phone.parse(text)
    assert caught.value.code == f"phone.{code}"


@pytest.mark.parametrize(
    ("holder_type", "text", "number"),
    [
        ("001", "91110000600037341l", "91110000600037341L"),
        ("111", "11010519491231002x", "11010519491231002X"),
        ("414", "e1234 5678", "E12345678"),
        ("114", "南字第12345号", "南字第12345号"),
    ],
)
def test_holders_numbers_are_read_by_their_type(holder_type, text, number) -> None:
    holder = holder_code.parse(holder_type, text)
    assert (holder.type, holder.number, holder.warnings) == (holder_type, number, ())


@pytest.mark.parametrize(
    ("holder_type", "text", "code"),
    [
        ("999", "1", "holder_code.type"),
        ("001", "11010519491231002X", "uscc.check_character"),
        ("111", "91110000600037341L", "resident_id.digits"),
        ("414", "E1", "holder_code.shape"),
        ("414", "E1234\x005678", "holder_code.shape"),
        ("414", "1" * 10_000_000, "holder_code.length"),
    ],
)
def test_what_is_no_holders_number(holder_type, text, code) -> None:
    with pytest.raises(Invalid) as caught:
        holder_code.parse(holder_type, text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "1101**********002X"),
        ("110105491231002", "1101*******1002"),
        ("13800138000", "1380*****00"),
        ("4008001234", "4008*****4"),
        ("E12345678", "E********"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_masks(number, masked) -> None:
    assert mask(number) == masked


@given(st.text(min_size=2, max_size=40))
def test_a_mask_keeps_the_length_and_hides_something(number) -> None:
    masked = mask(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= len(number) // 3


def test_sample_numbers_pass_every_check_and_are_seen_to_be_samples() -> None:
    person = samples.sample_resident_id(dt.date(1990, 1, 1), 1)
    body = samples.sample_credit_code(1)
    office = samples.sample_credit_code(2, registrar_and_category="11")
    assert person.startswith("42909919900101001")
    assert body.startswith("91429099EXAM0001")
    assert office.startswith("11429099EXAM0002")
    assert resident_id.parse(person).warnings == uscc.parse(body).warnings == uscc.parse(office).warnings == ()
    assert all(map(samples.is_sample, (person, body, office)))
    assert not any(map(samples.is_sample, ("11010519491231002X", "91110000600037341L", "")))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2026, 11, 25)), st.integers(1, 999), st.integers(0, 9999))
def test_every_sample_number_passes(birth_date, order, serial) -> None:
    assert resident_id.parse(samples.sample_resident_id(birth_date, order)).birth_date == birth_date
    assert uscc.parse(samples.sample_credit_code(serial)).warnings == ()


def test_sample_numbers_out_of_range_are_programming_errors() -> None:
    for order in (0, 1000):
        with pytest.raises(ValueError, match="outside 1"):
            samples.sample_resident_id(dt.date(1990, 1, 1), order)
    for serial in (-1, 10_000):
        with pytest.raises(ValueError, match="outside 0"):
            samples.sample_credit_code(serial)
