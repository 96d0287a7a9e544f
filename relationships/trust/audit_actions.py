"""Writing entries of the audit record: one insert each, which waits for nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.prepared import Prepared

_ENTRY = """INSERT INTO trust_auditentry (at, kind, who, act, about, origin, details)
SELECT %(at)s, %(kind)s, %(who)s, %(act)s, %(about)s, {origin}, %(details)s::jsonb"""
# Asked only for entries that are written: a page that leads behind no wall costs no look at where its reader is.
_THERE = "trust_origin_of(%(user)s::bigint, %(address)s::text, %(device)s::text)"
_KNOWN = "%(origin)s::bigint"
_IF_WALLED = " WHERE trust_about_walled(%(place)s, %(about)s)"
# What was read need not be on the disk before the page is shown; what was taken away or let in must be.
_SOON = "SELECT set_config('synchronous_commit', 'off', true); "
_ORIGIN = Prepared("trust_origin", f"SELECT {_THERE}")


@dataclass(frozen=True)
class Whence:
    """From where somebody comes: `user` is the colleague's id, `device` what their browser calls itself."""

    user: int | None
    address: str
    device: str

    @property
    def values(self) -> dict[str, Any]:
        """As the database takes it."""
        return {"user": self.user, "address": self.address[:64], "device": self.device[:200]}


@dataclass(frozen=True)
class Noted:
    """What to write down. `about`: the public id in the address; `details`: names, never values.

    `origin`: the row that says from where, or from where, to be looked up in the same statement.
    """

    kind: str
    who: int | None
    act: str
    about: str = ""
    origin: int | Whence | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def note(noted: Noted, *, soon: bool = False, only_behind_walls: str = "") -> None:
    """Write the entry. `soon`: a crash within the second may lose it, and nobody waits for the disk.

    `only_behind_walls`: the first word of the address; nothing is written unless it leads behind a wall.
    """
    values: dict[str, Any] = {
        "at": timezone.now(),
        "kind": noted.kind,
        "who": noted.who,
        "act": noted.act[:80],
        "about": noted.about[:12],
        "details": json.dumps(noted.details),
        "place": only_behind_walls,
    }
    if isinstance(noted.origin, Whence):
        origin, from_where = _THERE, noted.origin.values
    else:
        origin, from_where = _KNOWN, {"origin": noted.origin}
    entry = _ENTRY.format(origin=origin) + (_IF_WALLED if only_behind_walls else "")
    with connection.cursor() as cursor:
        cursor.execute((_SOON if soon else "") + entry, values | from_where)


def origin_id(whence: Whence) -> int:
    """The row that says so."""
    return int(_ORIGIN.rows(whence.values)[0][0])
