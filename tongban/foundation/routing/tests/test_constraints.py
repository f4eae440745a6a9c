"""What PostgreSQL really holds for every routed model: composite keys, none deferrable."""

import pytest
from django.apps import apps
from django.db import connection

from tongban.foundation.routing.fields import Routed, RoutedForeignKey

pytestmark = pytest.mark.django_db

ROUTED = [model for model in apps.get_models() if issubclass(model, Routed)]
RELATIONS = [field for model in ROUTED for field in model._meta.local_fields if isinstance(field, RoutedForeignKey)]


def columns_of(kind: str, table: str) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT array_agg(a.attname::text ORDER BY k.place)
                 FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
                 JOIN pg_attribute a ON a.attnum = k.attnum
                WHERE c.contype = %s AND c.conrelid = %s::regclass AND a.attrelid = c.conrelid
                GROUP BY c.oid""",
            [kind, table],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("model", ROUTED, ids=lambda model: model._meta.label)
def test_primary_key_is_id_and_bucket(model: type[Routed]) -> None:
    assert columns_of("p", model._meta.db_table) == [["id", "bucket"]]


@pytest.mark.parametrize("field", RELATIONS, ids=str)
def test_every_routed_relation_has_its_constraint(field: RoutedForeignKey) -> None:
    assert [field.column, "bucket"] in columns_of("f", field.model._meta.db_table)


@pytest.mark.parametrize("model", ROUTED, ids=lambda model: model._meta.label)
def test_every_unique_constraint_contains_the_bucket(model: type[Routed]) -> None:
    assert [columns for columns in columns_of("u", model._meta.db_table) if "bucket" not in columns] == []


@pytest.mark.parametrize("model", ROUTED, ids=lambda model: model._meta.label)
def test_relations_between_routed_models_are_routed(model: type[Routed]) -> None:
    plain = [
        field.name
        for field in model._meta.local_fields
        if field.is_relation and issubclass(field.related_model, Routed) and not isinstance(field, RoutedForeignKey)
    ]
    assert plain == []


def test_tables_keyed_by_authority() -> None:
    keyed = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if getattr(field, "routes_table", False) and field.column != "bucket"
    ]
    assert [columns_of("p", table) for table, _ in keyed] == [[["id", column]] for _, column in keyed]


def test_no_constraint_of_ours_is_deferrable() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE condeferrable AND conrelid::regclass::text !~ '^procrastinate_'"
        )
        assert cursor.fetchall() == []
