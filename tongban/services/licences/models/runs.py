"""Bulk work: taking existing licences in, issuing many at once, sealing what is data only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE, DELETE"}


class Run(models.Model):
    """One bulk operation. Every row is a transaction of its own, with its mark: a kill loses and doubles nothing.

    `kind`: import, issue or upgrade. States: refused (the dry run found nothing that can be written), checked, running,
    finished, stopped by somebody, parked after an `error`. `digest`: SHA-256 of the file it was read from.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=7)
    type_code = models.CharField(max_length=21)
    issuer = models.CharField(max_length=18)
    region = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=8)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=500, blank=True)
    started_by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["import", "issue", "upgrade"]), name="licences_run_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["refused", "checked", "running", "finished", "stopped", "parked"]),
                name="licences_run_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "moved_at"], name="licences_run_open"),
            models.Index(fields=["issuer", "-started_at"], name="licences_run_of_body"),
        ]


class RunRow(models.Model):
    """One line of a run: what it says sealed while it waits (`sealing`), gone once the licence stands.

    States: waiting, written, refused with `faults` ({column: [codes]}), which hold no value. In an upgrade `licence` is
    the one to be sealed.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=7)
    cells_sealed = models.BinaryField(null=True)
    faults = models.JSONField(default=dict)
    licence = models.UUIDField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="licences_run_row_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "written", "refused"]), name="licences_row_state"),
        ]
        indexes = [models.Index(fields=["run", "state", "line"], name="licences_run_row_next")]
