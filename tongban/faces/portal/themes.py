"""The national themes and the life events by which persons and enterprises look for items."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import get_language

from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.queries.life_events import LifeEvent, find_life_event, list_life_events

PERSON, ENTERPRISE = "person", "enterprise"
AUDIENCES = (PERSON, ENTERPRISE)
_ICONS = {
    "生育收养": "baby-carriage", "户籍办理": "home", "教育科研": "school", "就业创业": "briefcase",
    "婚姻登记": "rings", "住房保障": "building", "社会保障": "shield-heart", "医疗卫生": "stethoscope",
    "证件办理": "id", "交通出行": "car", "离职退休": "armchair", "优待抚恤": "heart-handshake",
    "准营准办": "building-store", "设立变更": "building-store", "司法公证": "shield-check", "规划建设": "home-move",
    "税收财务": "chart-bar", "人力资源": "users", "资质认证": "checks", "年检年审": "calendar-event",
    "交通运输": "truck-delivery", "公安消防": "flag", "公共安全": "shield-check", "死亡殡葬": "heartbeat",
    "知识产权": "book", "投资审批": "files", "融资信贷": "chart-bar", "文化体育": "star", "文体教育": "star",
}  # fmt: skip


class Theme(NamedTuple):
    """`code` is the name of the national list; `name` is what the visitor reads."""

    code: str
    name: str
    icon: str
    size: int = 0


def list_themes(audience: str, counts: Mapping[str, int] | None = None) -> list[Theme]:
    """The themes of an audience in their national order, with how many items each has."""
    rows = get_dictionaries()[f"theme_{audience}"].values()
    return [_theme(row, (counts or {}).get(row["code"], 0)) for row in rows]


def find_theme(audience: str, code: str) -> Theme | None:
    row = get_dictionaries()[f"theme_{audience}"].get(code) if audience in AUDIENCES else None
    return _theme(row, 0) if row else None


class Event(NamedTuple):
    """A life event; `name` is what the visitor reads."""

    code: str
    name: str
    audience: str
    icon: str


def list_events(audience: str = "") -> list[Event]:
    """The life events of an audience, or of everybody, in the order of a life."""
    return [_event(row) for row in list_life_events().values() if audience in ("", row.audience)]


def find_event(code: str) -> Event | None:
    row = find_life_event(code)
    return _event(row) if row else None


def _event(row: LifeEvent) -> Event:
    """With the picture of the first of its themes."""
    name = row.en if get_language() == "en" else row.zh
    return Event(row.code, name, row.audience, _ICONS.get(row.themes[0], "file-text"))


def _theme(row: Mapping[str, str], count: int) -> Theme:
    name = row["en"] if get_language() == "en" else row["zh"]
    return Theme(row["code"], name, _ICONS.get(row["code"], "file-text"), count)
