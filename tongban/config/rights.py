"""Who may do what in the database: the owner migrates, the runtime role works, the sealer places journal rows.

A model says more narrowly what its table needs in a class attribute `rights`, for example
`{"runtime": "SELECT, INSERT", "sealer": "SELECT, UPDATE (leaf_index)"}`; of every other table the runtime role may
read and change the rows, the sealer nothing. Nobody but the owner may TRUNCATE, define triggers or alter.
"""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ROWS = "SELECT, INSERT, UPDATE, DELETE"
SEQUENCES = "USAGE, SELECT, UPDATE"
BY_DEFAULT = {"runtime": ROWS}
_CHANGES = ["UPDATE", "DELETE", "TRUNCATE"]


def apply(connection: BaseDatabaseWrapper, *, runtime: str | None = None, sealer: str | None = None) -> list[str]:
    """Afterwards the runtime and the sealer role (by default those of the settings) have exactly the rights above.

    Run as the owner of the tables, after each migration; running it again changes nothing. Creates no role. Returns
    what an operator should know, one sentence each: roles that do not exist, or that own the tables.
    """
    roles = {"runtime": runtime or settings.RUNTIME_ROLE, "sealer": sealer or settings.SEALER_ROLE}
    warnings = []
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for role in dict.fromkeys(roles.values()):
            trouble = _trouble(cursor, role)
            if trouble:
                warnings.append(trouble)
            else:
                parts = [part for part, named in roles.items() if named == role]
                _give(connection, cursor, role, parts)
    return warnings


def warnings(connection: BaseDatabaseWrapper) -> list[str]:
    """One sentence for each table with stated rights whose rows the connection's own role may change beyond them."""
    found = []
    with connection.cursor() as cursor:
        for table, rights in sorted(_stated().items()):
            beyond = [change for change in _CHANGES if change not in rights.get("runtime", "")]
            cursor.execute(
                "SELECT current_user, array_agg(held) FROM unnest(%s::text[]) AS held"
                " WHERE has_table_privilege(%s, held)",
                [beyond, connection.ops.quote_name(table)],
            )
            role, held = cursor.fetchone()
            if held:
                found.append(f"The database role {role} may {', '.join(held)} on {table}, more than it needs.")
    return found


def _trouble(cursor: Any, role: str) -> str | None:
    cursor.execute(
        "SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s", [role]
    )
    row = cursor.fetchone()
    if row is None:
        return f"The database role {role} does not exist: no rights were given to it."
    if row[0]:
        return f"The database role {role} owns the tables: it can change everything, the audit journal too."
    return None


def _give(connection: BaseDatabaseWrapper, cursor: Any, role: str, parts: list[str]) -> None:
    """Takes everything from the role and gives what its parts may do; one transaction, so nobody sees it without."""
    name = connection.ops.quote_name
    cursor.execute("SELECT current_schema()")
    schema = name(cursor.fetchone()[0])
    to = name(role)
    cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {to}")
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}")
    stated = _stated()
    for table in connection.introspection.table_names(cursor):
        for part in parts:
            rights = stated.get(table, BY_DEFAULT).get(part)
            if rights:
                cursor.execute(f"GRANT {rights} ON {schema}.{name(table)} TO {to}")
    if "runtime" in parts:
        cursor.execute(f"GRANT {SEQUENCES} ON ALL SEQUENCES IN SCHEMA {schema} TO {to}")
        default = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT"
        cursor.execute(f"{default} {ROWS} ON TABLES TO {to}")
        cursor.execute(f"{default} {SEQUENCES} ON SEQUENCES TO {to}")


def _stated() -> dict[str, Mapping[str, str]]:
    """The rights that models state, by table."""
    return {model._meta.db_table: model.rights for model in apps.get_models() if hasattr(model, "rights")}
