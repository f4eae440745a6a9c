"""Papers handed in that are partly licences: these are fetched, each look logged, then the case takes them.

With an application, with the answer to a correction notice, with what was promised to follow: always the same way.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import DomainError
from tongban.registers.catalogue.queries.terms import Terms, find_terms, get_terms_under
from tongban.services.cases import commands as cases
from tongban.services.cases import errors, queries
from tongban.services.cases.commands import Application, Receipt
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.rules.signing import Signature
from tongban.services.licences import commands as licences

Taken = TypeVar("Taken", Receipt, Case)


def submit(*, application: Application, key: str, by: Actor, now: dt.datetime) -> Receipt:
    """As `cases.submit`; a material that came as a licence names one that stands for it now.

    Raises Invalid case.materials_refused (case.material_not_a_licence by field) otherwise, as `licences.fetch_named`,
    and as `cases.submit`. Without licences nothing is asked that was not asked before. An item that is not offered is
    left to the case centre to refuse.
    """
    take = partial(cases.submit, application=application, key=key, by=by, now=now)
    named = _list_named(application.materials)
    terms = find_terms(application.item, at=now) if named else None
    if terms is None:
        return take()
    return _with_licences(take, named, application.holder, terms, key, by, now)


def correct(
    *, case_id: uuid.UUID, values: Mapping[str, Any] | None, answers: Mapping[str, Any] | None, given: Sequence[Given],
    signature: Signature | None = None, by: Actor, now: dt.datetime,
) -> Case:  # fmt: skip
    """As `cases.correct`, otherwise as `submit`."""
    filled: dict[str, Any] = {"values": values, "answers": answers, "signature": signature}
    take = partial(cases.correct, case_id=case_id, given=given, **filled, by=by, now=now)
    return _for_case(take, case_id, given, by, now)


def supply(
    *, case_id: uuid.UUID, given: Sequence[Given], signature: Signature | None = None, by: Actor, now: dt.datetime
) -> Case:
    """As `cases.supply`, otherwise as `submit`."""
    take = partial(cases.supply, case_id=case_id, given=given, signature=signature, by=by, now=now)
    return _for_case(take, case_id, given, by, now)


def _for_case(
    take: Callable[[], Case], case_id: uuid.UUID, given: Sequence[Given], by: Actor, now: dt.datetime
) -> Case:
    """Judged by the terms that the case was begun under, as everything in it."""
    named = _list_named(given)
    if not named:
        return take()
    case = queries.get_facts(case_id)
    terms = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
    return _with_licences(take, named, case.holder_id, terms, f"{case.number}:{case.version}", by, now)


def _with_licences(
    take: Callable[[], Taken], named: Mapping[str, str], holder: uuid.UUID, terms: Terms, key: str, by: Actor,
    now: dt.datetime,
) -> Taken:  # fmt: skip
    """Looked at first, for a look that nobody wrote down must not be; afterwards it says which case it served."""
    used = licences.fetch_named(holder=holder, terms=terms, named=named, key=key, by=by, now=now)
    if used.wrong:
        raise errors.materials_refused({f"materials.{code}": ["case.material_not_a_licence"] for code in used.wrong})
    try:
        taken = take()
    except DomainError:
        licences.note_unused(used=used)
        raise
    licences.name_case(used=used, case_number=taken.number)
    return taken


def _list_named(given: Sequence[Given]) -> dict[str, str]:
    return {each.code: each.reference for each in given if each.how is How.LICENCE}
