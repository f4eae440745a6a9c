"""Numbers for sample data: they pass every check and can belong to nobody, for their region 429099 does not exist."""

import datetime as dt

from tongban.registers.identifiers.rules import resident_id, uscc

REGION = "429099"
ORGANISATION = "EXAM"


def sample_resident_id(birth_date: dt.date, order: int) -> str:
    """The resident id of the sample person `order` (1–999; odd is a man) born on that day."""
    if not 1 <= order <= 999:
        raise ValueError(f"order {order} is outside 1..999")
    body = f"{REGION}{birth_date:%Y%m%d}{order:03d}"
    return body + resident_id.check_digit(body)


def sample_credit_code(serial: int, *, registrar_and_category: str = "91") -> str:
    """The credit code of the sample body `serial` (0–9999): `91429099EXAM0001…`."""
    if not 0 <= serial <= 9999:
        raise ValueError(f"serial {serial} is outside 0..9999")
    organisation = f"{ORGANISATION}{serial:04d}"
    return uscc.build(registrar_and_category=registrar_and_category, region=REGION, organisation=organisation)


def is_sample(number: str) -> bool:
    """True for a resident id or credit code that this module made."""
    return number.startswith(REGION) or (number[2:8] == REGION and number[8:12] == ORGANISATION)
