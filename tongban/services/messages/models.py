"""What was told to parties and to staff, and how regions word it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.messages.rules.templates import BASIS_AT_MOST, SMS_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}
_FILLED = 4  # a filled text is longer than its template: items and bodies have long names


class Told(models.Model):
    """What both kinds of notice have in common. Texts stay as they were told; `sms` is the dispatch, if any.

    `event` names the fact that was told: once per recipient. `subject` is "case:<id>", `number` what people call it.
    """

    event = models.CharField(max_length=120)
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    link = models.CharField(max_length=200)
    title = models.CharField(max_length=TITLE_AT_MOST * _FILLED)
    title_en = models.CharField(max_length=TITLE_AT_MOST * _FILLED)
    text = models.CharField(max_length=TEXT_AT_MOST * _FILLED)
    text_en = models.CharField(max_length=TEXT_AT_MOST * _FILLED)
    sms = models.UUIDField(null=True)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Notice(Routed, Told):
    """A notice in a holder's file: whoever acts for the holder as its own reads it."""

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "holder", "event"], name="notices_notice_once")]
        indexes = [
            models.Index(fields=["bucket", "holder", "-told_at", "-id"], name="notices_of_holder"),
            models.Index(fields=["bucket", "holder"], condition=Q(read_at=None), name="notices_unread"),
        ]


class StaffNotice(Told):
    """A notice to somebody at a desk, kept by account."""

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.UUIDField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "event"], name="notices_staff_once")]
        indexes = [
            models.Index(fields=["account", "-told_at", "-id"], name="notices_staff_list"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notices_staff_unread"),
        ]


class RegionWording(models.Model):
    """A region's own wording of a notice, for its subtree; never changed, the next one ends it."""

    id = models.BigAutoField(primary_key=True)
    region = models.CharField(max_length=12)
    template = models.CharField(max_length=60)
    title = models.CharField(max_length=TITLE_AT_MOST)
    title_en = models.CharField(max_length=TITLE_AT_MOST)
    text = models.CharField(max_length=TEXT_AT_MOST)
    text_en = models.CharField(max_length=TEXT_AT_MOST)
    sms = models.CharField(max_length=SMS_AT_MOST, blank=True)
    basis = models.CharField(max_length=BASIS_AT_MOST)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "template"], condition=Q(ended_at=None), name="notices_wording_one"
            ),
        ]
