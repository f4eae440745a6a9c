"""Deciding on what one has seen: a step is taken on the version of the case that somebody read, or not at all."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tongban.foundation.kernel.errors import DomainError
from tongban.services.cases import errors
from tongban.services.cases.commands.steps import lock
from tongban.services.cases.models import CaseEvent


@contextmanager
def as_seen(case_id: uuid.UUID, version: int) -> Iterator[None]:
    """What is done inside is done to this version of the case; of two who read the same, the second is told.

    One transaction around the step. What a refused step leaves behind, a finding or a journal row, stands all the
    same. Raises NotFound case.not_found, Conflict case.changed_meanwhile with what was done since, when and by whom.
    """
    refusal: DomainError | None = None
    with transaction.atomic():
        case = lock(case_id)
        if case.version != version:
            last = CaseEvent.objects.get(case=case, version=case.version)
            raise errors.changed_meanwhile(last.step, last.at, last.account)
        try:
            yield
        except DomainError as refused:
            refusal = refused
    if refusal is not None:
        raise refusal
