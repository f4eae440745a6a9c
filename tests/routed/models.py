"""A file of one holder in small: what everyday ORM use is proved on."""

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey


class Item(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=50)


class Holder(Routed):
    name = models.CharField(max_length=50)


class Case(Routed):
    holder = RoutedForeignKey(Holder, models.CASCADE, related_name="cases")
    item = models.ForeignKey(Item, models.PROTECT)
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default="draft")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "number"], name="routed_case_number")]


class Event(Routed):
    case = RoutedForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
