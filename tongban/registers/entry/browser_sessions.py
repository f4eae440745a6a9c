"""What a browser's cookie names: Django's sessions in its own table, read by a prepared statement.

Every signed-in request begins with this; the rest is Django's.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from tongban.foundation.routing.prepared import fetch_one

_READ = "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s"


class SessionStore(db.SessionStore):
    """A session that has ended, or never was, is an empty one under no key."""

    def load(self) -> dict[str, Any]:
        row = fetch_one(_READ, {"key": self.session_key, "now": timezone.now()})
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
