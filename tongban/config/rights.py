"""Which database role may do what."""

from django.db.backends.base.base import BaseDatabaseWrapper


def apply(connection: BaseDatabaseWrapper) -> None:
    """Placeholder until the rights are stated by the models: the runtime and sealing roles may use every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'tongban_app'")
        if cursor.fetchone():
            cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO tongban_app, tongban_sealer")
            cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO tongban_app, tongban_sealer")
