"""Reading what a system tells: JSON in UTF-8, everything that is wrong named by its field."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from tongban.foundation.kernel.errors import Invalid
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.told import Applicant, Told, ToldFee, ToldStep
from tongban.services.cases.rules.words import Delivery

MOST_BYTES, MOST_ROWS, LONGEST = 100_000, 100, 1000
REFUSED = "told.refused"
Row = TypeVar("Row")
_UNSTORABLE = re.compile("[\x00-\x1f\ud800-\udfff]")


class Reader:
    """Takes fields out of a document and gathers what is wrong with them."""

    def __init__(self, document: Mapping[str, Any], faults: dict[str, list[str]], place: str = "") -> None:
        self._document, self._faults, self._place = document, faults, place

    def text(self, name: str, most: int = LONGEST, *, required: bool = False) -> str:
        value = self._document.get(name, "")
        if not isinstance(value, str) or len(value) > most or _UNSTORABLE.search(value):
            return str(self._refuse(name, "told.text", ""))
        if required and not value.strip():
            return str(self._refuse(name, "told.missing", ""))
        return value.strip()

    def number(self, name: str, *, least: int = 0, most: int = 2_000_000_000) -> int:
        value = self._document.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            return int(self._refuse(name, "told.number", least))
        return value

    def instant(self, name: str) -> dt.datetime:
        """An instant with its zone, such as 2026-11-25T09:30:00+08:00."""
        try:
            at = dt.datetime.fromisoformat(self._document.get(name, ""))
        except (TypeError, ValueError):
            at = None
        if at is None or at.tzinfo is None or not 2000 < at.year < 2100:
            self._refuse(name, "told.instant", None)
            return dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
        return at

    def amount(self, name: str) -> Decimal:
        """Yuan with at most two places, told as text."""
        try:
            amount = Decimal(self._document.get(name, ""))
        except (InvalidOperation, TypeError, ValueError):
            amount = Decimal("NaN")
        if not amount.is_finite() or not 0 <= amount < 10**9 or amount != amount.quantize(Decimal("0.01")):
            return Decimal(self._refuse(name, "told.amount", 0))
        return amount

    def rows(self, name: str, read: Callable[["Reader"], Row]) -> tuple[Row, ...]:
        rows = self._document.get(name, [])
        if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
            self._refuse(name, "told.rows", None)
            return ()
        return tuple(
            read(Reader(row, self._faults, f"{self._place}{name}.{position}."))
            for position, row in enumerate(rows)
        )  # fmt: skip

    def part(self, name: str) -> "Reader | None":
        part = self._document.get(name)
        if part is None:
            return None
        if not isinstance(part, dict):
            self._refuse(name, "told.rows", None)
            return None
        return Reader(part, self._faults, f"{self._place}{name}.")

    def choice(self, name: str, among: Mapping[str, Any], default: str) -> str:
        value = self.text(name, 40) or default
        return value if value in among else str(self._refuse(name, "told.unknown", default))

    def _refuse(self, name: str, code: str, instead: Any) -> Any:
        self._faults[self._place + name] = [code]
        return instead


def read_told(body: bytes) -> Told:
    """The message in these bytes. Raises Invalid told.refused with what is wrong by field."""
    if len(body) > MOST_BYTES:
        raise Invalid(REFUSED, {"body": ["told.too_long"]}, count=1)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as unreadable:
        raise Invalid(REFUSED, {"body": ["told.not_json"]}, count=1) from unreadable
    if not isinstance(document, dict):
        raise Invalid(REFUSED, {"body": ["told.not_json"]}, count=1)
    faults: dict[str, list[str]] = {}
    told = _read(Reader(document, faults))
    if faults:
        raise Invalid(REFUSED, faults, count=len(faults))
    return told


def _read(message: Reader) -> Told:
    applicant = message.part("applicant")
    return Told(
        number=message.text("number", 60, required=True), version=message.number("version", least=1),
        item=message.text("item", 33, required=True), applicant=_applicant(applicant) if applicant else None,
        submitted_at=message.instant("submitted_at"), steps=message.rows("steps", _step),
        materials=message.rows("materials", lambda row: row.text("code", 40, required=True)),
        fees=message.rows("fees", lambda row: ToldFee(row.text("name", 100, required=True), row.amount("amount"))),
        delivery=message.choice("delivery", {each.value: each for each in Delivery}, Delivery.WINDOW),
    )  # fmt: skip


def _applicant(part: Reader) -> Applicant:
    return Applicant(
        name=part.text("name", 200, required=True), document_kind=part.text("document_kind", 3, required=True),
        document_number=part.text("document_number", 40, required=True),
    )  # fmt: skip


def _step(row: Reader) -> ToldStep:
    step = row.choice("step", {each.value: each for each in Step}, Step.SUBMIT)
    return ToldStep(
        step=Step(step), at=row.instant("at"), opinion=row.text("opinion"), paper=row.text("paper", 40),
        kind=row.text("kind", 20), days=row.number("days", most=365),
    )  # fmt: skip
