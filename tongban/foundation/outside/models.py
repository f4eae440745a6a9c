"""Our side: what we asked parties to do. Their side, simulated: what they got and told, and the faults set for them."""

from typing import ClassVar

from django.db import models

from tongban.foundation.outside.rules import (
    BODY_LENGTH,
    REFERENCE_LENGTH,
    REPORT_LENGTH,
    SUBJECT_LENGTH,
    TO_LENGTH,
    DeliveryState,
)
from tongban.foundation.routing.fields import Routed


class Dispatch(Routed):
    """One message of ours to a party, in the holder's file; the caller's reference makes it once."""

    channel = models.CharField(max_length=20)
    to = models.CharField(max_length=TO_LENGTH)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    body = models.CharField(max_length=BODY_LENGTH)
    reference = models.CharField(max_length=REFERENCE_LENGTH)
    state = models.CharField(max_length=10, default=DeliveryState.QUEUED)
    party_reference = models.CharField(max_length=REFERENCE_LENGTH, blank=True)
    queued_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "channel", "reference"], name="outside_dispatch_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in DeliveryState]), name="outside_dispatch_state"
            ),
        ]


class OutsideMessage(models.Model):
    """The simulators' inbox: a message a party got (`inward` False) or a report it made to us (`inward` True).

    It stands for another house's database: nothing of ours refers to it. A report's `state` says what we answered.
    """

    channel = models.CharField(max_length=20)
    inward = models.BooleanField()
    key = models.CharField(max_length=REFERENCE_LENGTH)
    to = models.CharField(max_length=TO_LENGTH, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    body = models.CharField(max_length=max(BODY_LENGTH, REPORT_LENGTH))
    state = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "key"], condition=models.Q(inward=False), name="outside_message_once"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(inward=False, state="taken"), name="outside_message_untold"),
        ]


class ChannelFault(models.Model):
    """One fault a simulated party shows; a row is there while it does."""

    channel = models.CharField(max_length=20)
    fault = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "fault"], name="outside_fault_once")]


class SimulatedSigner(models.Model):
    """Somebody whose signing key the simulated party keeps, and its own authority, whose `code` is "".

    `people` may confirm in the signer's name: rows of role, name, document_kind, number, phone. It stands for another
    house's database: its people are samples.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=SUBJECT_LENGTH)
    people = models.JSONField(default=list)
    certificate = models.BinaryField()
    key_id = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}


class SimulatedAnswer(models.Model):
    """What the simulated party has told about a request, kept because it may tell it again."""

    key = models.CharField(max_length=REFERENCE_LENGTH)
    who = models.CharField(max_length=60)
    body = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "who"], name="outside_answer_once")]
