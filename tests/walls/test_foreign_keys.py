"""Foreign keys point down or stay inside the app. A string reference is invisible to import contracts."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

STOREYS = ["foundation", "registers", "services", "insight"]


def wrong_foreign_keys(classes: Iterable[type[models.Model]]) -> list[str]:
    """Relations that point up, or sideways between services: "Model.field -> Model"."""
    return [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in classes
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and not _may_point(model, field.related_model)
    ]


def _may_point(source: type[models.Model], target: type[models.Model]) -> bool:
    here, there = source.__module__.split("."), target.__module__.split(".")
    if "tongban" not in (here[0], there[0]) or here[0] != there[0]:
        return True
    if here[1:3] == there[1:3]:
        return True
    if here[1] == there[1]:
        return here[1] != "services"
    return STOREYS.index(there[1]) < STOREYS.index(here[1])


def test_foreign_keys_point_down() -> None:
    assert wrong_foreign_keys(apps.get_models()) == []


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("tongban.foundation.audit.models", "tongban.registers.access.models", True),
        ("tongban.registers.access.models", "tongban.services.cases.models", True),
        ("tongban.services.cases.models", "tongban.services.licences.models", True),
        ("tongban.services.cases.models", "tongban.services.cases.models", False),
        ("tongban.services.cases.models", "tongban.registers.regions.models", False),
        ("tongban.registers.access.models", "tongban.registers.regions.models", False),
    ],
)
@isolate_apps("tests.routed")
def test_a_wrong_foreign_key_is_caught(source: str, target: str, wrong: bool) -> None:
    class Target(models.Model):
        __module__ = target

        class Meta:
            app_label = "routed"

    class Source(models.Model):
        __module__ = source
        to = models.ForeignKey(Target, models.CASCADE)

        class Meta:
            app_label = "routed"

    assert wrong_foreign_keys([Source]) == (["Source.to -> Target"] if wrong else [])
