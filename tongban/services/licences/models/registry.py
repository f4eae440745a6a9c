"""Narrow registries: which row an identifier or a printed number names, and the last number a body gave."""

from typing import ClassVar

from django.db import models


class IdentifierEntry(models.Model):
    """Registry: one row for each identifier ever given; `key` is a digest of it (`sealing.key_of`)."""

    key = models.UUIDField(primary_key=True)
    licence = models.UUIDField()
    bucket_of_licence = models.PositiveIntegerField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}


class NumberEntry(models.Model):
    """Registry: the newest licence under a printed number; `value` is its blind index, for it may be a person's."""

    id = models.BigAutoField(primary_key=True)
    value = models.BinaryField()
    type_code = models.CharField(max_length=21)
    issuer = models.CharField(max_length=18)
    licence = models.UUIDField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "type_code", "issuer"], name="licences_number_once"),
        ]


class NumberCounter(models.Model):
    """The last number a body gave for one type in one year; its row lock keeps them consecutive."""

    id = models.BigAutoField(primary_key=True)
    issuer = models.CharField(max_length=18)
    type_code = models.CharField(max_length=21)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "type_code", "year"], name="licences_counter_once"),
        ]
