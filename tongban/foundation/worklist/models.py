"""Rows of work, kept by the authority that has to do them: a projection that its sources can rebuild."""

import datetime as dt

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Authority
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.worklist.rules import Clock, Hold, Light, State, light_of

_DECIDES = ("region", "kind", "step", "due_at", "warn_at", "alarm_at", "paused", "sought")
"""What a list is narrowed and counted by: an authority's thousands of open rows are read from the index alone."""


class WorklistRow(models.Model):
    """One piece of work of one authority. Its id carries the bucket of the subject.

    While it is offered (`offered_to`), whoever claimed it still answers for it. `sought` is what text is looked for in:
    number and the beginnings of title and applicant.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    authority = Authority(max_length=18)
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    title = models.TextField()
    applicant = models.TextField()
    step = models.CharField(max_length=40)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    paused = models.BooleanField()
    order_at = models.DateTimeField()
    version = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in State])
    claimed_by = models.UUIDField(null=True)
    claimed_by_name = models.CharField(max_length=60)
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    offered_to = models.UUIDField(null=True)
    offered_to_name = models.CharField(max_length=60, db_default="")
    offered_at = models.DateTimeField(null=True)
    sought = models.TextField(db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "subject"], name="worklist_row_once"),
            models.CheckConstraint(
                name="worklist_row_state",
                condition=Q(state="open", claimed_by=None, closed_at=None)
                | Q(state="claimed", claimed_by__isnull=False, claimed_at__isnull=False, closed_at=None)
                | Q(state="done", closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="worklist_row_offer",
                condition=Q(offered_to=None, offered_at=None)
                | Q(state="claimed", offered_to__isnull=False, offered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state", "order_at", "id"], include=_DECIDES, name="worklist_row_by_due"),
            models.Index(
                fields=["authority", "claimed_by", "order_at", "id"],
                name="worklist_row_mine",
                condition=Q(state="claimed"),
            ),
            models.Index(
                fields=["authority", "offered_to", "order_at", "id"],
                name="worklist_row_offered",
                condition=Q(offered_to__isnull=False),
            ),
        ]

    @property
    def subject_bucket(self) -> int:
        """The bucket in which the subject lies."""
        return bucket_of(self.id)

    @property
    def hold(self) -> Hold:
        """Who holds the row, as the rules see it."""
        return Hold(State(self.state), self.claimed_by, self.claimed_by_name, self.claimed_at, self.offered_to)

    def light(self, now: dt.datetime) -> Light | None:
        """The light the row shows at `now`; None without a clock."""
        return light_of(Clock(self.due_at, self.warn_at, self.alarm_at, self.paused), now)


class HeldAt(models.Model):
    """An account has held work of this authority, or been offered it, at a post that names no authority: one's own list
    is read authority by authority, so it has to be known where to look.
    """

    account = models.UUIDField()
    authority = models.CharField(max_length=18)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "authority"], name="worklist_held_at_once")]


class Export(models.Model):
    """A list that somebody wants as a file; its id is the holder of the file. `asked` says which list, as whom and in
    which language; `tries` grows with each worker that begins it. Gone some days after it was asked for.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120)
    asked = models.JSONField()
    state = models.CharField(max_length=8)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    file = models.UUIDField(null=True)
    error = models.CharField(max_length=200, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="worklist_export_state",
                condition=Q(state__in=["waiting", "writing", "parked"], file=None)
                | Q(state="finished", file__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="worklist_export_own"),
            models.Index(
                fields=["asked_at"], name="worklist_export_open", condition=Q(state__in=["waiting", "writing"])
            ),
        ]
