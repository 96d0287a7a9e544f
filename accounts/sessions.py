"""Sessions in PostgreSQL, read by one written-out statement: every page asks for its session first of all."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from accounts.prepared import Prepared

_READ = Prepared(
    "accounts_session",
    "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s::timestamptz",
)


class SessionStore(DatabaseSessions):
    """Django's own, but for how a session is read."""

    def load(self) -> dict[str, object]:
        """What the session holds; nothing, and no key any more, when there is none or it is over."""
        found = _READ.rows({"key": self.session_key, "now": timezone.now()})
        if not found:
            self._session_key = None
            return {}
        data: dict[str, object] = self.decode(found[0][0])
        return data
