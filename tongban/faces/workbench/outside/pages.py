"""`/dev/outside`: what simulated parties got and told, and the faults they show. Does not exist in production.

Nobody signs in here: in the sample set-up this is the phone in the citizen's hand.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.outside import commands, queries
from tongban.foundation.outside.rules import Channel, DeliveryState, Fault

CHANNELS = {
    Channel.SMS: _("短信"),
    Channel.COURIER: _("快递"),
    Channel.BANK: _("银行"),
    Channel.PLATFORM: _("上级平台"),
    Channel.SIGNATURE: _("电子营业执照"),
}
FAULTS = {
    Fault.SLOW: _("很慢"),
    Fault.FAIL: _("报错"),
    Fault.TWICE: _("回执发两次"),
    Fault.OUT_OF_ORDER: _("回执顺序颠倒"),
    Fault.BADLY_SIGNED: _("回执签名不对"),
}
STATES = {
    "taken": _("已收下"),
    "told": _("已收下，回执已发"),
    "news": _("采纳"),
    "known": _("已知道，不变"),
    "refused": _("拒收"),
    "signed": _("已确认签名"),
}
REPORTED = {
    DeliveryState.ACCEPTED: _("回执：对方已收下"),
    DeliveryState.SENT: _("回执：已发出"),
    DeliveryState.FAILED: _("回执：没有送到"),
    DeliveryState.DELIVERED: _("回执：已送达"),
}


@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    channel = _channel(request.GET["channel"]) if request.GET.get("channel") else None
    messages, before = queries.list_inbox(channel=channel, before=_place(request.GET.get("before", "")))
    here = f"{reverse('outside:inbox')}?{urlencode({'channel': channel.value} if channel else {})}"
    context = {
        "messages": [
            (message, CHANNELS[Channel(message.channel)], STATES[message.state], told and REPORTED[told])
            for message, told in messages
        ],
        "channels": [(code, name, shown) for (code, name), shown in zip(CHANNELS.items(), _faults(), strict=True)],
        "faults": FAULTS,
        "disturbed": any(_faults()),
        "channel": channel,
        "first_url": here if request.GET.get("before") else "",
        "next_url": f"{here}&{urlencode({'before': before})}" if before else "",
        "now": now,
        "today": now,
    }
    return render(request, "workbench/outside/inbox.html", context)


@require_POST
def set_faults(request: HttpRequest, channel: str) -> HttpResponse:
    """The channel's party shows exactly the faults that were sent; unknown ones are not found."""
    wanted = request.POST.getlist("fault")
    if not all(fault in list(Fault) for fault in wanted):
        raise NotFound("page.not_found")
    commands.set_faults(_channel(channel), frozenset(map(Fault, wanted)))
    return HttpResponseRedirect(reverse("outside:inbox"), status=303)


def _faults() -> list[frozenset[Fault]]:
    faults = queries.get_faults()
    return [faults[channel] for channel in CHANNELS]


def _channel(code: str) -> Channel:
    if code not in list(Channel):
        raise NotFound("page.not_found")
    return Channel(code)


def _place(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound("page.not_found")
    return int(text)
