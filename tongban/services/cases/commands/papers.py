"""Judging and storing what came with an application: form, materials, files."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.ids import new_id
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.catalogue.rules import guidance
from tongban.registers.catalogue.rules.guidance import Guidance
from tongban.registers.forms import queries as forms
from tongban.services.cases import errors
from tongban.services.cases.models import Case, CaseMaterial
from tongban.services.cases.rules import materials
from tongban.services.cases.rules.materials import Asked, Given, How


def count_answers(terms: Terms, answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers that count of those given. Raises Invalid case.answers_missing, case.other_item."""
    return count_answers_to(guidance.parse_guidance(terms.guidance), answers)


def count_answers_to(asked: Guidance, answers: Mapping[str, Any]) -> dict[str, str]:
    """The same with the questions at hand."""
    walk = guidance.walk(asked, answers)
    if walk.open_question is not None:
        code = walk.open_question.code
        raise Invalid("case.answers_missing", {f"answers.{code}": ["case.answers_missing"]})
    if walk.leaf:
        raise Invalid("case.other_item", {"item": ["case.other_item"]}, leaf=walk.leaf)
    return walk.answers


def check_application(
    terms: Terms, values: Mapping[str, Any], answers: Mapping[str, Any], given: Sequence[Given]
) -> tuple[dict[str, Any], list[Given]]:
    """What may be stored: values of shown fields, and every material with the form itself among them.

    Raises Invalid case.form_refused, case.materials_refused by field; values without a form are dropped.
    """
    kept: dict[str, Any] = {}
    if terms.form is not None:
        faults = forms.validate(terms.form, values=values, answers=answers)
        if faults:
            raise errors.form_refused(faults)
        kept = forms.keep(terms.form, values=values, answers=answers)
    asked = Asked(terms.materials, kept, answers, terms.tolerant, terms.form is not None)
    whole = materials.complete(asked, given)
    faults = materials.check(asked, whole)
    if faults:
        raise errors.materials_refused(faults)
    return kept, whole


def check_files(given: Iterable[Given], *, holder: uuid.UUID, by: Actor) -> None:
    """Every named file is the holder's. One statement, none without files. Raises Invalid case.materials_refused."""
    named = list_named(given)
    if named:
        check_own(named, {file.id for file in files.list_files(holder)})


def list_named(given: Iterable[Given]) -> dict[uuid.UUID, str]:
    """The files that are named, each with the code of its material."""
    return {each.file: each.code for each in given if each.file is not None}


def check_own(named: Mapping[uuid.UUID, str], own: Collection[uuid.UUID]) -> None:
    """Raises Invalid case.materials_refused for files that are not among the holder's own."""
    unknown = {f"materials.{code}": ["case.file_unknown"] for file, code in named.items() if file not in own}
    if unknown:
        raise errors.materials_refused(unknown)


def write_materials(case: Case, rows: Sequence[Mapping[str, Any]], given: Sequence[Given], *, now: dt.datetime) -> None:
    """These materials are the case's; those of the same codes before them are superseded."""
    CaseMaterial.objects.bulk_create(list_materials(case, rows, given, now=now))


def list_materials(
    case: Case, rows: Sequence[Mapping[str, Any]], given: Sequence[Given], *, now: dt.datetime
) -> list[CaseMaterial]:
    """These materials as rows of the case, not yet stored. A licence was looked up before the case takes it: it is
    verified electronically, and nobody may ask for the paper again (APP-07).
    """
    names = {row["code"]: row["name"] for row in rows}
    return [
        CaseMaterial(
            id=new_id(case.bucket), bucket=case.bucket, case=case, code=each.code, name=names[each.code],
            how=each.how, file=each.file, reference=each.reference, given_at=now,
            verified_at=now if each.how is How.LICENCE else None,
        )
        for each in given
    ]  # fmt: skip


def replace_materials(
    case: Case, rows: Sequence[Mapping[str, Any]], given: Sequence[Given], *, now: dt.datetime
) -> None:
    codes = [each.code for each in given]
    CaseMaterial.objects.filter(case=case, code__in=codes, superseded_at=None).update(superseded_at=now)
    write_materials(case, rows, given, now=now)


def list_given(case: Case) -> list[Given]:
    """The materials as they stand."""
    rows = CaseMaterial.objects.filter(case=case, superseded_at=None).order_by("id")
    return [Given(row.code, How(row.how), row.file, row.reference) for row in rows]
