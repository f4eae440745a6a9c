"""Tables of the outbox: events in the holder's file, reactions that run on their own, open batches, worker beats."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.foundation.outbox.events import EventEnvelope
from tongban.foundation.outbox.rules import ERROR_LENGTH, RunState
from tongban.foundation.routing.fields import Routed, RoutedForeignKey

_STATES = [state.value for state in RunState]


class OutboxEvent(Routed):
    """A fact written in the transaction that made it true. Drained: each reaction ran or has a ReactionRun."""

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    emitted_at = models.DateTimeField()
    drained_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(drained_at__isnull=True), name="outbox_event_pending"),
            models.Index(fields=["drained_at"], name="outbox_event_drained"),
        ]

    def envelope(self) -> EventEnvelope:
        return EventEnvelope(self.id, self.bucket, self.name, self.version, self.payload, self.emitted_at)


class ReactionRun(Routed):
    """One reaction to one event that runs on its own: it failed in its batch, or talks to the outside."""

    event = RoutedForeignKey(OutboxEvent, models.PROTECT, related_name="runs")
    reaction = models.CharField(max_length=80)
    state = models.CharField(max_length=8)
    since = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "event", "reaction"], name="outbox_run_once"),
            models.CheckConstraint(condition=models.Q(state__in=_STATES), name="outbox_run_state"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="outbox_run_due"),
            models.Index(fields=["id"], condition=models.Q(state="parked"), name="outbox_run_parked"),
        ]


class OpenBatch(models.Model):
    """The events somebody is about to handle; gone with the batch's commit, left behind when the process ends."""

    id = models.UUIDField(primary_key=True)
    event_ids = ArrayField(models.UUIDField())
    taken_at = models.DateTimeField()


class WorkerBeat(models.Model):
    """When each worker was last seen alive."""

    worker = models.CharField(max_length=80, primary_key=True)
    seen_at = models.DateTimeField()
