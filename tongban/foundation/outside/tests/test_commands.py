"""Messages through the outbox to simulated parties, with each of the five faults."""

import datetime as dt
import uuid

import pytest
from django.db import transaction

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox import queries as outbox_queries
from tongban.foundation.outbox.events import DrainReport, Reaction
from tongban.foundation.outside import commands, queries
from tongban.foundation.outside.commands import dispatching
from tongban.foundation.outside.commands.simulating import Simulator
from tongban.foundation.outside.models import Dispatch
from tongban.foundation.outside.parties import Message
from tongban.foundation.outside.rules import Channel, Fault, Report, write_report

pytestmark = pytest.mark.django_db(transaction=True)

REACTIONS = {"outside.message_queued": (Reaction("outside.deliver", commands.deliver, alone=True),)}


@pytest.fixture
def sms(now):
    """A queued text message; its id."""
    with transaction.atomic():
        return commands.send_sms(to="13900000000", text="验证码 123456", reference="code:1", bucket=9, now=now)


def drain(now) -> DrainReport:
    return outbox.drain(reactions=REACTIONS, now=now)


def state(dispatch_id) -> str:
    return queries.get_dispatch(dispatch_id).state


def taken() -> list[str]:
    """What the party took, as it reads it."""
    return [message.body for message, told in queries.list_inbox()[0] if told is None]


def answers() -> list[str]:
    """What we answered to the party's reports, oldest first."""
    return [message.state for message, told in reversed(queries.list_inbox()[0]) if told]


def test_a_message_arrives_and_its_delivery_is_told(sms, now):
    assert (state(sms), taken()) == ("queued", [])
    assert drain(now).done == 1
    assert (state(sms), taken()) == ("accepted", ["验证码 123456"])
    assert commands.play_reports(now=now) == 1
    assert (state(sms), answers()) == ("delivered", ["known", "news", "news"])
    assert commands.play_reports(now=now) == 0


def test_the_same_reference_is_one_message(sms, now):
    with transaction.atomic():
        again = commands.send_sms(to="13900000000", text="验证码 123456", reference="code:1", bucket=9, now=now)
        with pytest.raises(Conflict, match="outside_reference_reused"):
            commands.send_sms(to="13900000000", text="别的", reference="code:1", bucket=9, now=now)
    assert again == sms
    drain(now)
    assert taken() == ["验证码 123456"]


def test_a_message_without_text_or_number_is_refused(now):
    with pytest.raises(Invalid) as refusal:
        commands.send_sms(to="", text="\x00", reference="r", bucket=9, now=now)
    assert refusal.value.fields == {"to": ["missing"], "body": ["null_character"]}
    assert not Dispatch.objects.filter(bucket=9).exists()


def test_the_same_key_has_one_effect_at_the_party(now):
    message = Message("key", "13900000000", "", "一次", now)
    receipts = {Simulator(Channel.SMS).send(message, within=5) for _ in range(3)}
    assert (len(receipts), taken()) == (1, ["一次"])


def test_slow_we_run_out_of_time_and_the_same_key_makes_it_one_message(sms, now, monkeypatch):
    monkeypatch.setattr(dispatching, "SEND_WITHIN", 0.2)
    commands.set_faults(Channel.SMS, frozenset({Fault.SLOW}))
    assert drain(now).failed == 1
    assert (state(sms), taken()) == ("queued", ["验证码 123456"])
    commands.set_faults(Channel.SMS, frozenset())
    monkeypatch.setattr(dispatching, "SEND_WITHIN", 5.0)
    assert drain(now + dt.timedelta(seconds=2)).done == 1
    assert (state(sms), taken()) == ("accepted", ["验证码 123456"])


def test_failing_it_waits_in_words_and_goes_out_later(sms, now):
    commands.set_faults(Channel.SMS, frozenset({Fault.FAIL}))
    assert drain(now).failed == 1
    assert drain(now + dt.timedelta(seconds=1)) == DrainReport()
    assert (state(sms), taken(), outbox_queries.backlog().waiting) == ("queued", [], 1)
    commands.set_faults(Channel.SMS, frozenset())
    assert drain(now + dt.timedelta(seconds=2)).done == 1
    assert taken() == ["验证码 123456"]


def test_failing_for_good_it_is_parked(sms, now):
    commands.set_faults(Channel.SMS, frozenset({Fault.FAIL}))
    for hours in range(12):
        drain(now + dt.timedelta(hours=hours))
    assert (state(sms), outbox_queries.backlog().parked) == ("queued", 1)


def test_reports_that_come_twice_change_nothing_twice(sms, now):
    commands.set_faults(Channel.SMS, frozenset({Fault.TWICE}))
    drain(now)
    commands.play_reports(now=now)
    assert (state(sms), answers()) == ("delivered", ["known", "known", "news", "known", "news", "known"])


def test_reports_out_of_order_converge(sms, now):
    commands.set_faults(Channel.SMS, frozenset({Fault.OUT_OF_ORDER}))
    drain(now)
    commands.play_reports(now=now)
    assert (state(sms), answers()) == ("delivered", ["news", "known", "known"])


def test_badly_signed_reports_are_refused_and_logged(sms, now, caplog):
    commands.set_faults(Channel.SMS, frozenset({Fault.BADLY_SIGNED}))
    drain(now)
    commands.play_reports(now=now)
    assert (state(sms), answers()) == ("accepted", ["refused"] * 3)
    assert caplog.text.count("badly signed and was refused") == 3


def test_a_signature_of_another_channel_or_none_is_refused(sms, now):
    body = write_report(Report(str(sms), "delivered"))
    for signature in (b"", b"\x30\x00", b"x" * 5000):
        with pytest.raises(NotAllowed, match="outside_badly_signed"):
            commands.receive_report(Channel.BANK, body, signature, now=now)
    assert state(sms) == "queued"


def test_a_report_that_overtakes_the_answer_makes_sending_again_needless(sms, now, monkeypatch):
    monkeypatch.setattr(dispatching, "SEND_WITHIN", 0.2)
    commands.set_faults(Channel.SMS, frozenset({Fault.SLOW}))
    drain(now)
    commands.play_reports(now=now)
    assert state(sms) == "delivered"
    assert drain(now + dt.timedelta(seconds=2)).done == 1
    assert (state(sms), len(taken())) == ("delivered", 1)


def test_production_has_no_simulators(sms, now, settings):
    settings.PRODUCTION = True
    for refused in (
        queries.list_inbox,
        queries.get_faults,
        lambda: commands.set_faults(Channel.SMS, frozenset()),
        lambda: commands.play_reports(now=now),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(Unavailable, match="outside_no_party"):
        dispatching.party_of(Channel.SMS)
    assert drain(now).failed == 1


def test_the_inbox_pages_newest_first(now):
    for number in range(5):
        Simulator(Channel.BANK).send(Message(str(number), "a", "", str(number), now), within=5)
    first, more = queries.list_inbox(limit=3)
    rest, none = queries.list_inbox(limit=3, before=more)
    assert [message.body for message, _ in first + rest] == ["4", "3", "2", "1", "0"]
    assert none is None
    assert queries.list_inbox(channel=Channel.SMS)[0] == []


def test_an_unknown_dispatch_is_not_found():
    with pytest.raises(NotFound):
        queries.get_dispatch(uuid.UUID(int=5))
