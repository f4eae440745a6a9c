"""What a grant decided, for the journey that makes a licence of it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.foundation.routing.prepared import fetch_one
from tongban.services.cases import sealing
from tongban.services.cases.models import Case
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import How

_GRANTS = (Step.GRANT, Step.GRANT_BY_DEFAULT)


@dataclass(frozen=True, slots=True)
class Granted:
    """A granted case whose materials are complete, with the form as it stands and who decided, None for the platform.

    `licences` are the identifiers of those that it was applied with.
    """

    case: Case
    values: Mapping[str, Any]
    decided_at: dt.datetime
    decided_by: uuid.UUID | None
    document_number: str
    licences: tuple[str, ...]

    @property
    def by_default(self) -> bool:
        return self.decided_by is None


_GRANT = """
SELECT account, document_number, ARRAY(
    SELECT reference FROM cases_casematerial
    WHERE case_id = %(case)s AND bucket = %(bucket)s AND how = %(licence)s AND superseded_at IS NULL ORDER BY id
)
FROM cases_caseevent WHERE case_id = %(case)s AND bucket = %(bucket)s AND step = ANY(%(grants)s)
ORDER BY version DESC LIMIT 1
"""


def find_granted(case: Case) -> Granted | None:
    """None for a case that is not granted, that waits for a promised material, or that another system runs."""
    if case.outcome != "granted" or case.gaps or case.run_by or case.decided_at is None:
        return None
    grants = [str(step) for step in _GRANTS]
    told = {"case": case.id, "bucket": case.bucket, "grants": grants, "licence": str(How.LICENCE)}
    event = fetch_one(_GRANT, told)
    if event is None:
        return None
    account, number, licences = event
    values = sealing.unseal(case.form_sealed, case.id)["values"]
    return Granted(case, values, case.decided_at, account, number, tuple(licences))
