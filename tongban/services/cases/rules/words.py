"""Ways in and ways out, and how the numbers of documents read."""

from collections.abc import Mapping
from enum import StrEnum

from tongban.services.cases.rules.life import Document


class Channel(StrEnum):
    """Where a case came from (全量感知, UAP-04)."""

    WEB = "web"
    APP = "app"
    WINDOW = "window"
    TERMINAL = "terminal"
    HOTLINE = "hotline"
    THIRD_PARTY = "third_party"
    SYSTEM = "system"


class Delivery(StrEnum):
    """How the result reaches the applicant (APP-04)."""

    ELECTRONIC = "electronic"
    COURIER = "courier"
    WINDOW = "window"


_PREFIXES: Mapping[Document, str] = {
    Document.CORRECTION_NOTICE: "补正",
    Document.CORRECTION_RECEIPT: "补收",
    Document.ACCEPTANCE: "受理",
    Document.REFUSAL_TO_ACCEPT: "不受",
    Document.SPECIAL_PROCEDURE: "特程",
    Document.RESUMPTION: "恢复",
    Document.EXTENSION: "延期",
    Document.GRANT: "准许",
    Document.DENIAL: "不许",
    Document.TERMINATION: "终止",
    Document.DELIVERY: "送达",
}


def number_document(kind: Document, year: int, number: int) -> str:
    """As it is printed: 受理〔2026〕12号. A receipt has no number of its own but the case's."""
    return f"{_PREFIXES[kind]}〔{year}〕{number}号"
