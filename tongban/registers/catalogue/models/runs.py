"""Operations over thousands of items, done in portions that can be watched, stopped and taken up again."""

from django.db import models


class Run(models.Model):
    """One bulk operation. Portions are committed together with `cursor` and `done`: a kill loses and doubles nothing.

    `plan` says what to do to which bodies, in the shape of its kind; `cursor` is where the next portion begins. State:
    running, finished, stopped by somebody, parked after an error (`error` says which) and waiting to be run again.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    plan = models.JSONField()
    cursor = models.CharField(max_length=60, blank=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    state = models.CharField(max_length=10)
    error = models.CharField(max_length=500, blank=True)
    started_by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "finished", "stopped", "parked"]), name="catalogue_run_state"
            )
        ]
        indexes = [models.Index(fields=["state", "started_at"], name="catalogue_run_open")]
