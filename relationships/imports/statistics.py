"""Telling PostgreSQL how many rows there are, before it looks each of them up."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

MANY = 2_000
"""Rows of a file from which on it is worth it."""
REFERRED_TO = {
    "colleagues": ("accounts_user",),
    "clients": ("clients_client",),
    "people": ("clients_client", "contacts_person"),
    "alumni": ("clients_client", "contacts_person", "alumni_alumnus"),
    "engagements": ("clients_client", "engagements_engagement"),
    "ledger": ("clients_client", "engagements_engagement"),
    "interactions": ("clients_client", "contacts_person", "interactions_interaction"),
}
"""By kind of file the tables that its rows refer to; the commit looks up every such reference."""


def look_over(tables: Iterable[str]) -> None:
    """Count anew, rows of the running transaction included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT imports_look_over(%s)", [list(tables)])
