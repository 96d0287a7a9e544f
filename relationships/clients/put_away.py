"""What was put away about a client, so that it can be brought back long after the undo strip has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client, TeamMember
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.named_parameters import named

MOST = 20

_ARCHIVED = """
SELECT name, public_id, text, archived_at FROM (
    SELECT 'restore_group_edge' AS name, e.public_id, p.name AS text, e.archived_at
    FROM clients_groupedge e JOIN clients_client p ON p.id = e.parent_id
    WHERE e.client_id = %(client)s AND e.archived_at IS NOT NULL AND e.parent_id NOT IN ({hidden})
    UNION ALL
    SELECT 'restore_joint_term', t.public_id, string_agg(m.name, ', ' ORDER BY s.id), t.archived_at
    FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id JOIN clients_client m ON m.id = s.member_id
    WHERE t.account_id = %(client)s AND t.archived_at IS NOT NULL
    GROUP BY t.id HAVING bool_and(s.member_id NOT IN ({hidden}))
    UNION ALL
    SELECT 'restore_alias', a.public_id, a.name, a.archived_at
    FROM clients_alias a WHERE a.client_id = %(client)s AND a.archived_at IS NOT NULL
    UNION ALL
    SELECT 'restore_dispute', d.public_id, d.reason, d.archived_at
    FROM clients_dispute d WHERE d.client_id = %(client)s AND d.archived_at IS NOT NULL
    UNION ALL
    SELECT 'restore_team_member', m.public_id, u.name || '|' || m.role, m.archived_at
    FROM clients_teammember m JOIN accounts_user u ON u.id = m.colleague_id
    WHERE m.client_id = %(client)s AND m.archived_at IS NOT NULL
) gone ORDER BY archived_at DESC, public_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class PutAway:
    """One archived row: what it was, when it went, and where a POST brings it back."""

    text: str
    at: datetime
    address: str


def put_away(user: User, client: Client) -> list[PutAway]:
    """The last parents, other names and team members that were archived, newest first. Hidden parents are not named."""
    hidden, values = named(HIDDEN_CLIENTS, [user.pk, user.pk], prefix="hidden")
    with connection.cursor() as cursor:
        cursor.execute(_ARCHIVED.format(hidden=hidden), {**values, "client": client.pk, "most": MOST})
        rows = cursor.fetchall()
    return [
        PutAway(_words(name, text), at, reverse(name, args=[client.public_id, public_id]))
        for name, public_id, text, at in rows
    ]


def _words(name: str, text: str) -> str:
    if name == "restore_team_member":
        colleague, _, role = text.rpartition("|")
        return f"{colleague}, {TeamMember.TeamRole(role).label.lower()}"
    if name == "restore_joint_term":
        return f"Shared by {text}"
    if name == "restore_dispute":
        return f"Dispute: {text}"
    return f"Belongs to {text}" if name == "restore_group_edge" else f"Also called {text}"
