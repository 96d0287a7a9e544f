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
from relationships.clients.visibility import HIDDEN_CLIENTS, HIDDEN_WORK

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

# Whoever stands outside a wall around one piece of work reads a ledger without it: in the name of the table, so that no
# statement that begins with these CTEs can forget it. Where nothing is hidden so, it is not there, and costs nothing.
_OPEN_LEDGER = """engagements_ledgerentry AS NOT MATERIALIZED (
    SELECT * FROM public.engagements_ledgerentry booked
    WHERE (booked.engagement_id = ANY (%(hidden_work)s::bigint[])) IS NOT TRUE
), """
JOINT = "joint accounts exist"
# Whoever asks who is hidden will ask next whether entries must be split: one statement answers both.
_AND_JOINT = "UNION ALL SELECT NULL WHERE EXISTS (SELECT FROM clients_jointterm WHERE archived_at IS NULL)"


_ALL_HIDDEN = f"{HIDDEN_CLIENTS} UNION ALL SELECT -1 - engagement_id FROM ({HIDDEN_WORK}) apart {_AND_JOINT}"  # noqa: S608 - constants only


def work_key(engagement_id: int) -> int:
    """How one piece of work stands among the hidden: below -1, where no client is."""
    return -1 - engagement_id


def hidden_work_in(hidden: Sequence[int]) -> list[int]:
    """The ids of the single pieces of work among what is hidden."""
    return [-1 - each for each in hidden if each < -1]


def hidden_from(user: User | None) -> tuple[int, ...]:
    """What stands behind walls that `user` is outside of, in its order: ids of clients, and of single pieces of work by
    their `work_key`; nothing for the system (None).

    Raises `PermissionDenied` for whoever may not see clients at all.
    """
    if user is None:
        return ()
    if not can(user, Capability.SEE_CLIENTS):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(_ALL_HIDDEN, [user.pk, user.pk, user.pk])
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
    """`group_scope` in the world as it is without what `hidden_from` names."""
    ledger, apart = open_ledger(hidden)
    spans = _VISIBLE_SPANS if hidden else _EVERY_SPAN
    scope = "SELECT id FROM clients_client WHERE id <> ALL(%(hidden)s::bigint[])" if hidden else _EVERY_CLIENT
    return f"{ledger}scope AS NOT MATERIALIZED ({scope}), {spans}, {_SAME}, {_JOINT}", {"hidden": list(hidden), **apart}


def open_ledger(hidden: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """The CTE that stands in for the ledger where single pieces of work are hidden, else nothing; with its parameter.

    It ends in a comma, to stand first after `WITH`.
    """
    work = hidden_work_in(hidden)
    return (_OPEN_LEDGER, {"hidden_work": work}) if work else ("", {})
