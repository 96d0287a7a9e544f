"""Sessions in PostgreSQL, read by one written-out statement: every page asks for its session first of all."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessions):
    """Django's own, but for how a session is read."""

    def load(self) -> dict[str, object]:
        """What the session holds; nothing, and no key any more, when there is none or it is over."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        data: dict[str, object] = self.decode(found[0])
        return data
