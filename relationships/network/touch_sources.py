"""Where ties and health read touchpoints: those of some clients, of all, or of none.

`meetings` are pairs of a colleague and a person: colleague_id, person_id, client_id, kind, direction, day. `talks` are
touches of a client, whoever took part: client_id, kind, day, direction, sentiment. Kinds are places in `%(kinds)s`, days
count from 2000-01-01 in the firm's zone. Undone touches, barred ones and people who were taken out of the graph are in neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from relationships.clients.visibility import work_seen
from relationships.network.barred_touches import UNBARRED, barred

ONLY = "AND tc.client_id = ANY(%(client_ids)s)"
OUT = "SELECT person_id FROM network_outofgraph WHERE archived_at IS NULL"
_KIND = "array_position(%(kinds)s::text[], i.kind::text) AS kind"
_DAY = "({at} AT TIME ZONE %(zone)s)::date - DATE '2000-01-01' AS day"
# What follows from touches is kept once for everybody: those of work behind a wall of its own are in none of it.
_OPEN = work_seen("i.engagement_id")
_AT_CLIENTS = f"""
    SELECT tl.colleague_id, tp.person_id, tc.client_id, {_KIND}, i.direction, {_DAY.format(at="tc.occurred_at")}
    FROM interactions_touchclient tc
    JOIN interactions_interaction i ON i.id = tc.interaction_id
    JOIN interactions_touchperson tp ON tp.interaction_id = i.id
    JOIN interactions_touchcolleague tl ON tl.interaction_id = i.id
    WHERE tc.occurred_at < %(end)s AND i.archived_at IS NULL {{only}} {UNBARRED} AND {_OPEN}
      AND tp.person_id NOT IN ({OUT})
"""  # noqa: S608 - constants only
_WITHOUT_CLIENT = f"""
    SELECT tl.colleague_id, tp.person_id, NULL::bigint AS client_id, {_KIND}, i.direction,
           {_DAY.format(at="i.occurred_at")}
    FROM interactions_interaction i
    JOIN interactions_touchperson tp ON tp.interaction_id = i.id
    JOIN interactions_touchcolleague tl ON tl.interaction_id = i.id
    WHERE i.occurred_at < %(end)s AND i.archived_at IS NULL AND {_OPEN} AND tp.person_id NOT IN ({OUT})
      AND NOT EXISTS (SELECT FROM interactions_touchclient tc WHERE tc.interaction_id = i.id)
"""  # noqa: S608 - constants only
_TALKS = f"""
    SELECT tc.client_id, {_KIND}, {_DAY.format(at="tc.occurred_at")}, i.direction, i.sentiment
    FROM interactions_touchclient tc JOIN interactions_interaction i ON i.id = tc.interaction_id
    WHERE tc.occurred_at < %(end)s AND i.archived_at IS NULL {{only}} {{since}} {UNBARRED} AND {_OPEN}
"""  # noqa: S608 - constants only
SINCE = "AND tc.occurred_at >= %(since)s"


@dataclass(frozen=True)
class TouchSource:
    """`ctes` stand first in the statement and end in a comma, or are empty; `values` are their parameters.

    A copy that holds what follows from the touches has `tie`, the CTE of that name, and `contact`, health's own.
    """

    meetings: str
    talks: str
    ctes: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    tie: str = ""
    contact: str = ""


def touches_of_clients(*, since: bool = False) -> TouchSource:
    """Touches of the clients `%(client_ids)s`; with `since` the talks from `%(since)s` on."""
    hidden, walls = barred(only=ONLY)
    talks = _TALKS.format(only=ONLY, since=SINCE if since else "")
    return TouchSource(_AT_CLIENTS.format(only=ONLY), talks, f"{hidden}, ", walls)


def touches_at_clients() -> TouchSource:
    """Touches of every client."""
    hidden, walls = barred()
    return TouchSource(_AT_CLIENTS.format(only=""), _TALKS.format(only="", since=""), f"{hidden}, ", walls)


def all_touches() -> TouchSource:
    """Touches of every client, and those that name none."""
    found = touches_at_clients()
    return replace(found, meetings=f"{found.meetings} UNION ALL {_WITHOUT_CLIENT}")


def touches_without_client() -> TouchSource:
    """Touches that name people and no client."""
    return TouchSource(_WITHOUT_CLIENT, "")
