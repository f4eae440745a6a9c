"""Ordinary migrations in, composite keys out: PRIMARY KEY (id, bucket), FOREIGN KEY (x_id, bucket) -> (id, bucket).

No constraint is deferrable: a violation is raised at its statement, and a distributed engine can enforce it.
"""

from typing import Any

from django.db.backends.postgresql import base, features, operations, schema
from django.db.models import Model
from psycopg.types.datetime import TimestamptzLoader


def routing_column(model: type[Model]) -> str | None:
    """The column that a table is distributed by, or None for an ordinary table."""
    for field in model._meta.local_fields:
        if getattr(field, "routes_table", False):
            return field.column
    return None


class DatabaseOperations(operations.DatabaseOperations):
    def deferrable_sql(self) -> str:
        return ""


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    sql_create_column_inline_fk = None  # type: ignore[assignment]
    sql_delete_fk = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"

    def table_sql(self, model: type[Model]) -> tuple[str, Any]:
        sql, params = super().table_sql(model)
        column = routing_column(model)
        if column is None:
            return sql, params
        lone = '"id" uuid NOT NULL PRIMARY KEY'
        if lone not in sql:
            raise ValueError(f"{model.__name__} is routed but its key is not a plain uuid: {sql}")
        columns = sql.replace(lone, '"id" uuid NOT NULL').removesuffix(")")
        return f'{columns}, PRIMARY KEY ("id", "{column}"))', params

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Any:
        statement = super()._create_fk_sql(model, field, suffix)  # type: ignore[misc]
        if getattr(field, "routed", False):
            statement.parts["column"].columns.append("bucket")
            statement.parts["to_column"].columns.append("bucket")
        return statement


class DatabaseFeatures(features.DatabaseFeatures):
    can_defer_constraint_checks = False
    supports_forward_references = False

    def allows_group_by_selected_pks_on_model(self, model: type[Model]) -> bool:
        return routing_column(model) is None


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    features_class = DatabaseFeatures
    SchemaEditorClass = DatabaseSchemaEditor

    def create_cursor(self, name: str | None = None) -> Any:
        """Instants are read by the driver's own compiled code, of which a list of work holds hundreds: Django's reader
        puts its zone on each in Python. Ours are in UTC either way."""
        cursor = super().create_cursor(name)
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        return cursor
