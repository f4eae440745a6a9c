"""Corrections, pauses, and what supervision found: marks of the clocks and breaches of the rules."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.cases.models.case import Case

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}


class Correction(Routed):
    """A notice that told everything to be corrected at once (一次性告知). `reason` only where it is not the first."""

    case = RoutedForeignKey(Case, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    defects = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "case", "number"], name="cases_correction_once")]


class CasePause(Routed):
    """A special procedure during which the clock stands still (行政许可法 art. 45).

    `version` of the case is that of the written notice.
    """

    case = RoutedForeignKey(Case, models.PROTECT, related_name="paused")
    kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=300)
    days = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "case", "kind"], condition=Q(ended_at=None), name="cases_pause_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")), name="cases_pause_span"
            ),
        ]


class CaseFinding(Routed):
    """A mark of a clock (yellow, red, overdue) or a breach, once each. Never changed.

    `since` is when the clock that it belongs to began: the next time that clock runs it may be marked again.
    """

    case = RoutedForeignKey(Case, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20)
    clock = models.CharField(max_length=10, blank=True)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    organisation = models.CharField(max_length=18)
    region = models.CharField(max_length=12)
    account = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "case", "kind", "clock", "since"], name="cases_finding_once"),
        ]
        indexes = [models.Index(fields=["region", "kind", "-found_at"], name="cases_finding_list")]
