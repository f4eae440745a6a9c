"""Workbooks on their way in or out: what was read and what would happen, how far an export is."""

from django.db import models


class Workbook(models.Model):
    """A file of the catalogue that somebody hands in or asked for.

    In: `file` is what came (kept by `foundation.files` until it is applied), `asked` who will write and what goes with
    it, `report` what the dry run said; states as `commands.imports` draws them. Out: `asked` says which rows; states
    waiting, writing, finished (`file`). Both may be parked with an `error`; `tries` counts how often a worker began.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    asked = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=8)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    file = models.UUIDField(null=True)
    error = models.CharField(max_length=200, blank=True)
    started_by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    direction="in",
                    state__in=[
                        *("waiting", "reading", "refused", "checked"),
                        *("ordered", "applying", "applied", "parked"),
                    ],
                )
                | models.Q(direction="out", state__in=["waiting", "writing", "finished", "parked"]),
                name="catalogue_workbook_state",
            )
        ]
        indexes = [
            models.Index(fields=["started_by", "-started_at"], name="catalogue_workbook_own"),
            models.Index(fields=["state", "started_at"], name="catalogue_workbook_open"),
        ]
