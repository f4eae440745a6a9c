"""The window and the issuing counter: the query code of what came in, and what waits for whoever fetches it.

统一窗口出件, UAP-01.
"""

from django.db.models import Q

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import HANDED_OVER, State
from tongban.services.cases.rules.words import Channel, Delivery

PAGE = 200


def find_window_code(case: Case, *, actor: Actor) -> str:
    """The query code of a case that a window took in, for whoever takes cases in there; "" for anybody else."""
    if case.channel != Channel.WINDOW or not actor.may(rights.ACCEPT, case.region, case.organisation):
        return ""
    return sealing.query_code_of(case.number)


def list_to_hand_out(actor: Actor, *, text: str = "", limit: int = PAGE) -> list[Case]:
    """Results of every department that wait at the counters the actor serves, what has waited longest first.

    `text` is looked for in number, applicant and item. One statement on an index that holds nothing but what waits.
    Raises NotAllowed case.not_allowed without `cases.deliver` anywhere.
    """
    served = Q()
    for grant in actor.grants:
        if grant.action == rights.DELIVER:
            span = Q(region__range=(grant.region_from, grant.region_to))
            served |= span & Q(organisation=grant.organisation) if grant.organisation else span
    if not served:
        raise errors.not_allowed(rights.DELIVER)
    waiting = Case.objects.filter(
        served, state=State.CONCLUDED, delivery=Delivery.WINDOW, delivered_at=None, outcome__in=HANDED_OVER
    )
    if asked := text.strip():
        waiting = waiting.filter(Q(number=asked) | Q(applicant_name__contains=asked) | Q(item_name__contains=asked))
    with fan_out_allowed("a counter hands out the results of every holder"):
        return list(waiting.order_by("concluded_at", "id")[:limit])
