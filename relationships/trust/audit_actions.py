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
SELECT %(at)s, %(kind)s, %(who)s, %(act)s, %(about)s, %(origin)s, %(details)s::jsonb"""
_IF_WALLED = f"{_ENTRY} WHERE trust_about_walled(%(place)s, %(about)s)"
# What was read need not be on the disk before the page is shown; what was taken away or let in must be.
_SOON = "SELECT set_config('synchronous_commit', 'off', true); "
_ORIGIN = Prepared(
    "trust_origin",
    "WITH made AS (INSERT INTO trust_origin (user_id, address, device)"
    " VALUES (%(user)s::bigint, %(address)s::text, %(device)s::text) ON CONFLICT DO NOTHING RETURNING id)"
    " SELECT id FROM made UNION ALL SELECT id FROM trust_origin"
    " WHERE user_id IS NOT DISTINCT FROM %(user)s::bigint AND address = %(address)s::text"
    " AND device = %(device)s::text LIMIT 1",
)


@dataclass(frozen=True)
class Noted:
    """What to write down. `about`: the public id in the address; `details`: names, never values."""

    kind: str
    who: int | None
    act: str
    about: str = ""
    origin: int | None = None
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
        "origin": noted.origin,
        "details": json.dumps(noted.details),
        "place": only_behind_walls,
    }
    with connection.cursor() as cursor:
        cursor.execute((_SOON if soon else "") + (_IF_WALLED if only_behind_walls else _ENTRY), values)


def origin_id(user: int | None, address: str, device: str) -> int:
    """The row that says from where `user` comes."""
    return int(_ORIGIN.rows({"user": user, "address": address[:64], "device": device[:200]})[0][0])
