"""Requests that an enterprise sign something: short-lived, answered once."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.registers.signatures.rules import TITLE_AT_MOST, Kind, State


class SigningRequest(models.Model):
    """One request and what became of it; deleted a day after it expired.

    `browser` is a hash of what only the browser that asked keeps (sign-in); `asked_by` the account that asked (an
    application). `holder` has to sign, None: whichever. `action` and `item` are what an agent needs an authorisation
    for. The evidence is sealed: it names a person. `account` is who may enter with a sign-in that was answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=TITLE_AT_MOST)
    statement = models.BinaryField()
    check_code = models.CharField(max_length=4)
    browser = models.CharField(max_length=64, blank=True)
    asked_by = models.UUIDField(null=True)
    holder = models.UUIDField(null=True)
    action = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=33, blank=True)
    matter = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, default=State.WAITING)
    refused_with = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    enterprise = models.UUIDField(null=True)
    account = models.UUIDField(null=True)
    evidence_sealed = models.BinaryField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="signatures_kind"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="signatures_state"),
        ]
