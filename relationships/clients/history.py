"""What was changed about a client, by whom and when: read from the history that the database keeps by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.models import Client, TeamMember
from relationships.clients.visibility import client_scope
from relationships.foundation.named_parameters import named

# Each event beside the one before it of the same record. A parent that the reader may not know of leaves no trace.
_EVENTS = """
WITH scope AS MATERIALIZED ({scope}), event AS (
    SELECT 'client' AS kind, e.pgh_id, e.pgh_obj_id, e.pgh_label, e.pgh_created_at, e.pgh_context_id, to_jsonb(e) AS now
    FROM clients_clientevent e WHERE e.pgh_obj_id = %(client)s
    UNION ALL
    SELECT 'parent', e.pgh_id, e.pgh_obj_id, e.pgh_label, e.pgh_created_at, e.pgh_context_id,
           to_jsonb(e) || jsonb_build_object('name', p.name)
    FROM clients_groupedgeevent e JOIN clients_client p ON p.id = e.parent_id
    WHERE e.client_id = %(client)s AND e.parent_id IN (SELECT id FROM scope)
    UNION ALL
    SELECT 'alias', e.pgh_id, e.pgh_obj_id, e.pgh_label, e.pgh_created_at, e.pgh_context_id, to_jsonb(e)
    FROM clients_aliasevent e WHERE e.client_id = %(client)s
    UNION ALL
    SELECT 'team', e.pgh_id, e.pgh_obj_id, e.pgh_label, e.pgh_created_at, e.pgh_context_id, to_jsonb(e)
    FROM clients_teammemberevent e WHERE e.client_id = %(client)s
), told AS (
    SELECT event.*, lag(now) OVER (PARTITION BY kind, pgh_obj_id ORDER BY pgh_id) AS before FROM event
)
SELECT told.kind, told.pgh_label, told.pgh_created_at, context.metadata, told.now, told.before
FROM told LEFT JOIN pghistory_context context ON context.id = told.pgh_context_id
ORDER BY told.pgh_created_at DESC, told.kind, told.pgh_id DESC LIMIT %(most)s + 1 OFFSET %(offset)s
"""

_FIELDS = {
    "client": {
        "name": "Name",
        "industry": "Industry",
        "website": "Website",
        "tier": "Tier",
        "expected_interval_days": "Days between touchpoints",
        "owner_id": "Looked after by",
    },
    "parent": {"name": "Belongs to", "starts_on": "From", "ends_on": "Until"},
    "alias": {"name": "Other name"},
    "team": {"colleague_id": "Colleague", "role": "Role"},
}
_NOUNS = {"client": "this client", "parent": "a parent", "alias": "another name", "team": "a team member"}
_COLLEAGUES = frozenset({"owner_id", "colleague_id"})
_WORDS = {
    "tier": dict(Client.Tier.choices),
    "role": dict(TeamMember.TeamRole.choices),
}


@dataclass(frozen=True)
class FieldChange:
    """One field: what it said, and what it says since. Empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One save. `who` is a name, a job, or "the system"; `what` reads "Changed this client"."""

    at: datetime
    who: str
    what: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class Changes:
    """One page of changes, newest first."""

    rows: list[Change]
    number: int
    more: bool


def changes_of(user: User, client: Client, *, page: int = 1, size: int = 30) -> Changes:
    """What happened to the record of a visible client, its parents, names and team."""
    scope, parameters = named(*client_scope(user), prefix="scope")
    values = {**parameters, "client": client.pk, "most": size, "offset": (page - 1) * size}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(scope=scope), values)
        events = [(*row[:3], _read(row[3]), _read(row[4]), _read(row[5])) for row in cursor.fetchall()]
    names = _names(events)
    return Changes([_change(event, names) for event in events[:size]], page, len(events) > size)


def _read(value: Any) -> dict[str, Any]:
    return (json.loads(value) if isinstance(value, str) else value) or {}


def _names(events: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    ids: set[int] = set()
    for _, _, _, context, now, before in events:
        ids |= {row[key] for row in (now, before) for key in _COLLEAGUES if row.get(key)}
        ids |= {int(context["user"])} if context.get("user") else set()
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _change(event: tuple[Any, ...], names: dict[int, str]) -> Change:
    kind, label, at, context, now, before = event
    who = (
        names.get(int(context["user"]), "a former colleague")
        if context.get("user")
        else str(context.get("job") or "").replace("_", " ")
    )
    fields = [
        FieldChange(words, *shown)
        for name, words in _FIELDS[kind].items()
        if (shown := (_words(name, before.get(name), names), _words(name, now.get(name), names)))[0] != shown[1]
        or (kind != "client" and name in ("name", "colleague_id", "role"))
    ]
    return Change(at, who or "the system", f"{_verb(label, now, before)} {_NOUNS[kind]}", fields)


def _verb(label: str, now: dict[str, Any], before: dict[str, Any]) -> str:
    if label != "update":
        return "Added" if label == "insert" else "Deleted"
    was, is_ = bool(before.get("archived_at")), bool(now.get("archived_at"))
    if was == is_:
        return "Changed"
    return "Archived" if is_ else "Brought back"


def _words(name: str, value: Any, names: dict[int, str]) -> str:
    if value in (None, ""):
        return ""
    if name in _COLLEAGUES:
        return names.get(value, "a former colleague")
    return str(_WORDS.get(name, {}).get(value, value))
