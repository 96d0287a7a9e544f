"""Sessions in PostgreSQL, read by one written-out statement: every page asks for its session first of all.

The colleague is read with it: whose a session was when it was last read is remembered, so that the row of that colleague
comes along. What the session itself says decides whether the row is used (`accounts.backends`).
"""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from accounts.prepared import Prepared
from accounts.with_session import COLUMNS, JOINS, remember_row

_READ = Prepared(
    "accounts_session",
    f"SELECT s.session_data, {COLUMNS} FROM django_session s LEFT JOIN accounts_user u ON u.id = %(user)s::bigint {JOINS}"  # noqa: S608 - constants only
    " WHERE s.session_key = %(key)s AND s.expire_date > %(now)s::timestamptz LIMIT 1",
)
_MOST = 4_096
_whose: dict[str, int] = {}
"""Colleague by session key, as this process last read them; the oldest go first."""


class SessionStore(DatabaseSessions):
    """Django's own, but for how a session is read."""

    def load(self) -> dict[str, object]:
        """What the session holds; nothing, and no key any more, when there is none or it is over."""
        key = self.session_key or ""
        found = _READ.rows({"key": key, "now": timezone.now(), "user": _whose.get(key)})
        if not found:
            self._session_key = None
            return {}
        data: dict[str, object] = self.decode(found[0][0])
        _remember(key, str(data.get(SESSION_KEY, "")))
        remember_row(found[0][1:])
        return data

    def save(self, must_create: bool = False) -> None:
        """Write it; whoever signs in here is known at the first page already."""
        super().save(must_create)
        _remember(self.session_key or "", str(self.get(SESSION_KEY, "")))


def _remember(key: str, colleague: str) -> None:
    if colleague.isdecimal():
        _whose[key] = int(colleague)
        while len(_whose) > _MOST:
            _whose.pop(next(iter(_whose)), None)
