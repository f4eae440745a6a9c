"""Official notices on holidays and make-up days, and the dates that each of them settles."""

import uuid

from django.db import models


class Notice(models.Model):
    """A published notice that settles dates of one year for a region subtree (000000000000 = the whole country)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    settles_year = models.BooleanField(default=False)
    published_on = models.DateField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="calendars_notice_once")]


class SettledDay(models.Model):
    """One date that a notice makes a rest day or a worked day."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="days")
    day = models.DateField()
    worked = models.BooleanField()
    name = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "day"], name="calendars_day_once")]
        indexes = [models.Index(fields=["day"], name="calendars_day")]
