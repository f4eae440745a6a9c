"""How a case ends for its applicant: what to do now to have the result, where its licence and its parcel are."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.ui.rules import write_date
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import HANDED_OVER, State
from tongban.services.cases.rules.parcels import is_fetchable
from tongban.services.cases.rules.words import Delivery
from tongban.services.licences.queries import find_own_of_case


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands on top of a case whose result waits for its applicant, and the way on."""

    title: str
    text: str
    label: str
    url: str


def find_ending(case: Case) -> Ending | None:
    """None while nothing is on its way: not decided, not yet wound up, or handed over."""
    if case.state != State.CONCLUDED or case.clock != Kind.DELIVERY or case.due_at is None:
        return None
    day = write_date(case.due_at, get_language() or "zh-hans")
    if case.delivery == Delivery.COURIER:
        text = _("免费寄，最迟 %(day)s送到。单号和走到哪了，都在这里；还没填地址的，在这里填。") % {"day": day}
        return Ending(_("结果会寄给您"), text, _("看快递"), delivery_url(case))
    text = _("请申请人带身份证件来，最迟 %(day)s。代领的还要带授权委托书。") % {"day": day}
    where = f"{reverse('item', kwargs={'code': case.item})}#where"
    return Ending(_("结果等您来领"), text, _("看窗口地址和上班时间"), where)


def list_ways(case: Case, actor: Actor, now: dt.datetime) -> list[tuple[str, str, str]]:
    """(icon, what, address) of what else there is to see and do about the result and the papers."""
    ways = []
    if case.outcome == State.GRANTED and (licence := find_own_of_case(case.id, case.holder_id, actor=actor, now=now)):
        ways.append(("id", _("看证照"), reverse("my_licence", kwargs={"licence": licence})))
    if case.outcome in HANDED_OVER:
        ways.append(("truck-delivery", _("看怎么送达"), delivery_url(case)))
    if is_fetchable(case.state, case.gaps):
        ways.append(("truck-delivery", _("叫快递来取纸质材料"), delivery_url(case)))
    return ways


def delivery_url(case: Case) -> str:
    return reverse("case_delivery", kwargs={"number": case.number})
