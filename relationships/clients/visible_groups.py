"""Which client belonged to which group when, as far as a user may know.

A group is not built through a client that the user can't see: to them that client does not exist, so neither do the
edges to it. Derived spans are therefore used as they are, except below a hidden parent, where they are derived anew
from the edges that are left; there an edge that stands `beside` a hidden one counts in its stead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.policy import Capability, can
from accounts.queries import learn
from relationships.clients.joint_sql import joint_terms
from relationships.clients.visibility import HIDDEN_CLIENTS

if TYPE_CHECKING:
    from accounts.models import User

_EVERY_CLIENT = "SELECT id FROM clients_client"
_EVERY_SPAN = "span AS (SELECT client_id, root_id, starts_on, ends_on FROM clients_groupspan)"

# `up` and `continued` work as in `group_spans`: the days of a path less those on which it goes on.
_VISIBLE_SPANS = """
below AS (
    SELECT e.client_id FROM clients_groupedge e
    WHERE e.archived_at IS NULL AND NOT EXISTS (SELECT FROM scope WHERE scope.id = e.parent_id)
    UNION
    SELECT e.client_id FROM clients_groupedge e JOIN below ON below.client_id = e.parent_id
    WHERE e.archived_at IS NULL
), edge AS (
    SELECT e.client_id, e.parent_id, daterange(e.starts_on, e.ends_on, '[)') AS days
    FROM clients_groupedge e JOIN scope ON scope.id = e.parent_id
    WHERE e.archived_at IS NULL AND NOT e.beside AND EXISTS (SELECT FROM below)
    UNION ALL
    SELECT e.client_id, e.parent_id, unnest(datemultirange(daterange(e.starts_on, e.ends_on, '[)')) - COALESCE((
        SELECT range_agg(daterange(other.starts_on, other.ends_on, '[)'))
        FROM clients_groupedge other JOIN scope ON scope.id = other.parent_id
        WHERE other.client_id = e.client_id AND other.archived_at IS NULL AND NOT other.beside
    ), '{}'::datemultirange))
    FROM clients_groupedge e JOIN scope ON scope.id = e.parent_id
    WHERE e.archived_at IS NULL AND e.beside AND EXISTS (SELECT FROM below)
), up AS (
    SELECT e.client_id, e.parent_id AS root_id, e.days, ARRAY[e.client_id, e.parent_id] AS path,
           NULL::bigint[] AS shorter
    FROM edge e JOIN below USING (client_id)
    UNION ALL
    SELECT up.client_id, edge.parent_id, up.days * edge.days, up.path || edge.parent_id, up.path
    FROM up JOIN edge ON edge.client_id = up.root_id AND edge.days && up.days
    WHERE edge.parent_id <> ALL(up.path)
), continued AS (
    SELECT shorter, range_agg(days) AS days FROM up WHERE shorter IS NOT NULL GROUP BY shorter
), derived AS (
    SELECT up.client_id, up.root_id,
           unnest(datemultirange(up.days) - COALESCE(continued.days, '{}'::datemultirange)) AS days
    FROM up LEFT JOIN continued ON continued.shorter = up.path
), span AS (
    SELECT s.client_id, s.root_id, s.starts_on, s.ends_on FROM clients_groupspan s
    WHERE NOT EXISTS (SELECT FROM below WHERE below.client_id = s.client_id)
    UNION ALL
    SELECT client_id, root_id, lower(days), upper(days) FROM derived
)"""

# Clients under two names, whoever owns them: what figures of legal entities count together. Links may stand in a row, so
# that the last of it is the client's chief name.
_SAME = """
same_up AS (
    SELECT e.client_id, e.parent_id FROM clients_groupedge e
    WHERE e.same AND e.archived_at IS NULL AND NOT e.beside AND e.client_id <> ALL(%(hidden)s::bigint[])
      AND e.parent_id <> ALL(%(hidden)s::bigint[])
    UNION
    SELECT same_up.client_id, e.parent_id FROM same_up JOIN clients_groupedge e ON e.client_id = same_up.parent_id
    WHERE e.same AND e.archived_at IS NULL AND NOT e.beside AND e.parent_id <> ALL(%(hidden)s::bigint[])
), same AS (
    SELECT client_id, parent_id AS root_id FROM same_up
    WHERE NOT EXISTS (SELECT FROM same_up AS up WHERE up.client_id = same_up.parent_id)
)"""


_JOINT = joint_terms("%(hidden)s")

JOINT = "joint accounts exist"
# Whoever asks who is hidden will ask next whether entries must be split: one statement answers both.
_AND_JOINT = "UNION ALL SELECT NULL WHERE EXISTS (SELECT FROM clients_jointterm WHERE archived_at IS NULL)"


def hidden_from(user: User | None) -> tuple[int, ...]:
    """Ids of the clients behind standing walls that `user` is outside of, in their order; nothing for the system (None).

    Raises `PermissionDenied` for whoever may not see clients at all.
    """
    if user is None:
        return ()
    if not can(user, Capability.SEE_CLIENTS):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(f"{HIDDEN_CLIENTS} {_AND_JOINT}", [user.pk, user.pk])
        found = {row[0] for row in cursor.fetchall()}
    learn(JOINT, None in found)
    return tuple(sorted(found - {None}))


def group_scope(user: User | None) -> tuple[str, dict[str, Any]]:
    """The CTEs `scope (id)`, `span (client_id, root_id, starts_on, ends_on)`, `same (client_id, root_id)` and `joint`, to
    stand after `WITH RECURSIVE`: who exists, who owns whom when, who is another one under a second name, who shares.

    With None: every client and every span, for the system's own figures.
    """
    return groups_without(hidden_from(user))


def groups_without(hidden: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """`group_scope` in the world as it is without the clients that `hidden_from` names."""
    spans = _VISIBLE_SPANS if hidden else _EVERY_SPAN
    scope = "SELECT id FROM clients_client WHERE id <> ALL(%(hidden)s::bigint[])" if hidden else _EVERY_CLIENT
    return f"scope AS NOT MATERIALIZED ({scope}), {spans}, {_SAME}, {_JOINT}", {"hidden": list(hidden)}
