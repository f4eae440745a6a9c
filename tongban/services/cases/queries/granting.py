"""What a grant decided, for the journey that makes a licence of it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.services.cases import sealing
from tongban.services.cases.models import Case, CaseEvent, CaseMaterial
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


def find_granted(case_id: uuid.UUID) -> Granted | None:
    """None for a case that is not granted, that waits for a promised material, or that another system runs."""
    case = Case.objects.filter(id=case_id).first()
    if case is None or case.outcome != "granted" or case.gaps or case.run_by or case.decided_at is None:
        return None
    event = CaseEvent.objects.filter(case=case, step__in=_GRANTS).order_by("-version").first()
    if event is None:
        return None
    licences = CaseMaterial.objects.filter(case=case, how=How.LICENCE, superseded_at=None).order_by("id")
    return Granted(
        case, sealing.unseal(case.form_sealed, case.id)["values"], case.decided_at, event.account,
        event.document_number, tuple(licences.values_list("reference", flat=True)),
    )  # fmt: skip
