"""An application whose papers are partly licences: these are fetched, each look logged, then the case is stored."""

import datetime as dt

from tongban.foundation.kernel.actor import Actor
from tongban.services.cases import commands as cases
from tongban.services.cases import errors
from tongban.services.cases.commands import Application, Receipt
from tongban.services.cases.rules.materials import How
from tongban.services.licences import commands as licences


def submit(*, application: Application, key: str, by: Actor, now: dt.datetime) -> Receipt:
    """As `cases.submit`; a material that came as a licence names one of the holder's own that is valid now.

    Raises Invalid case.materials_refused (case.material_not_a_licence by field) otherwise, as `licences.fetch_named`,
    and as `cases.submit`. Without licences nothing is asked that was not asked before.
    """
    named = {each.code: each.reference for each in application.materials if each.how is How.LICENCE}
    if not named:
        return cases.submit(application=application, key=key, by=by, now=now)
    holder = application.holder
    wrong = licences.fetch_named(holder=holder, item=application.item, named=named, key=key, by=by, now=now)
    if wrong:
        raise errors.materials_refused({f"materials.{code}": ["case.material_not_a_licence"] for code in wrong})
    receipt = cases.submit(application=application, key=key, by=by, now=now)
    licences.name_case(holder=holder, key=key, case_number=receipt.number, by=by)
    return receipt
