import pytest

from tongban.registers.regions.queries import profiles as queries
from tongban.registers.regions.rules import profiles as rules
from tongban.registers.regions.rules.profiles import Standing

SPAN = {"morning": ["09:00", "12:00"], "afternoon": ["13:30", "17:30"]}
TERMS = {"1": ["政务服务中心"], "2": ["市民之家"], "3": ["政务服务中心"], "4": ["为民服务中心"], "5": ["便民服务中心"]}


def faults(code, value):
    return rules.check_value(queries.get_key(code), value)


@pytest.mark.parametrize("key", queries.list_keys().values(), ids=lambda key: key.code)
def test_every_listed_key_is_sound(key):
    assert key.group in queries.list_groups()
    assert key.default is None or rules.check_value(key, key.default) == {}
    assert rules.check_value(key, 0.5) == {"value": ["profile.value_is_float"]}
    assert rules.check_value(key, None) == {"value": ["profile.value_malformed"]}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("clock.yellow_share", "0.01"),
        ("clock.red_share", "0.99"),
        ("office_hours", {"morning": ["08:30", "12:00"], "afternoon": ["12:00", "17:00"]}),
        ("promise.company_opening", {"count": 1, "unit": "half_day"}),
        ("promise.any_theme_2", {"count": 1000, "unit": "natural_hour"}),
        ("supply_days", 20),
        ("deposits.list", ["投标保证金"]),
    ],
)
def test_a_good_value_stands(code, value):
    assert faults(code, value) == {}


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("clock.yellow_share", "0.00", {"value": ["profile.value_malformed"]}),
        ("clock.yellow_share", "1.00", {"value": ["profile.value_malformed"]}),
        ("clock.yellow_share", "50%", {"value": ["profile.value_malformed"]}),
        ("supply_days", 21, {"value": ["profile.value_out_of_range"]}),
        ("supply_days", True, {"value": ["profile.value_malformed"]}),
        ("supply_days", 5.0, {"value": ["profile.value_is_float"]}),
        ("office_hours", SPAN | {"morning": ["9:00", "12:00"]}, {"value.morning.0": ["profile.value_malformed"]}),
        ("office_hours", SPAN | {"morning": ["09:00"]}, {"value.morning": ["profile.value_missing"]}),
        ("office_hours", SPAN | {"night": []}, {"value": ["profile.value_unexpected"]}),
        ("office_hours", {"morning": SPAN["morning"]}, {"value.afternoon": ["profile.value_missing"]}),
        ("office_hours", SPAN | {"morning": ["12:00", "09:00"]}, {"value": ["profile.hours_out_of_order"]}),
        ("office_hours", SPAN | {"morning": ["09:00", "14:00"]}, {"value": ["profile.hours_out_of_order"]}),
        ("promise.x2", {"count": 0, "unit": "day"}, {
            "value.count": ["profile.value_out_of_range"], "value.unit": ["profile.value_malformed"]
        }),
        ("promise.x2", {"count": 0.5, "unit": "working_day"}, {"value.count": ["profile.value_is_float"]}),
        ("names.centre", TERMS | {"4": []}, {"value.4": ["profile.value_missing"]}),
        ("names.centre", TERMS | {"4": ["为民\x00中心"]}, {"value.4.0": ["profile.value_malformed"]}),
        ("names.centre", TERMS | {"\ud800": ["a"]}, {"value": ["profile.value_malformed"]}),
        ("windows.kinds", ["综窗", "综窗"], {"value": ["profile.value_repeated"]}),
        ("windows.kinds", [f"窗口{number}" for number in range(101)], {"value": ["profile.value_too_many"]}),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_where_it_is_wrong(code, value, expected):
    assert faults(code, value) == expected


@pytest.mark.parametrize(
    "code", ["promise.", "promise.A", "promise.x", "promise.企业", "promise.*", "promise.a" * 9, "x"]
)
def test_what_is_no_promise(code):
    assert not rules.is_promise(code)


def test_a_key_may_be_set_down_to_its_lowest_level_and_at_every_root():
    key = queries.get_key("names.centre")
    assert [rules.may_set_at(key, level, is_root=False) for level in (1, 2, 3, 4, 5)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert rules.may_set_at(queries.get_key("wallet.code_seconds"), 2, is_root=True)


def stand(level, locked):
    return Standing(f"{level}", f"第{level}级", level, "supply_days", level, None, "", locked)


@pytest.mark.req("REG-04", part="inheritance")
@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({}, 0),
        ({1: False}, 1),
        ({1: False, 3: False}, 3),
        ({1: False, 2: False, 5: False}, 5),
        ({1: True, 3: False}, 1),
        ({1: False, 2: True, 3: False}, 2),
        ({1: True, 2: True, 3: True}, 1),
        ({2: False, 4: True}, 4),
    ],
)
def test_golden_inheritance(said, counts):
    """Level → locked? of those who said something; the level whose value counts, 0 for the default."""
    standing = [stand(level, locked) for level, locked in said.items()]
    resolved = rules.choose(queries.get_key("supply_days"), standing)
    assert (resolved.source_level, resolved.value) == (counts, counts or 10)
    assert resolved.is_default is (counts == 0)


@pytest.mark.req("REG-05", part="rule")
@pytest.mark.parametrize(
    ("name", "level", "missed"),
    [
        ("王陵街道为民服务中心", 4, []),
        ("为民服务中心", 4, []),
        (" 王陵街道为民服务中心 ", 4, []),
        ("王陵街道便民服务中心", 4, ["为民服务中心"]),
        ("王陵街道为民服务中心站", 4, ["为民服务中心"]),
        ("中枢社区便民服务中心", 5, []),
        ("中枢社区为民服务中心", 5, ["便民服务中心"]),
    ],
)
def test_a_centre_is_named_by_the_term_of_its_level(name, level, missed):
    assert rules.terms_missed(name, level, TERMS) == missed
