"""Messages in the simulators' inbox, put there at once."""

import datetime as dt

from tongban.foundation.outside.models import OutsideMessage


def inbox(count: int, now: dt.datetime) -> None:
    """So many text messages that the simulator has taken: 第0条。, 第1条。, …"""
    OutsideMessage.objects.bulk_create(
        OutsideMessage(channel="sms", inward=False, key=str(n), body=f"第{n}条。", state="taken", at=now)
        for n in range(count)
    )


def emptied() -> None:
    """No party has anything in its inbox: one that was slow may have taken a message after the test that sent it."""
    OutsideMessage.objects.all().delete()
