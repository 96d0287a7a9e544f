"""When a client's change began, and who of us was the last to speak with them before.

The turn is the first day from which this period ran ahead of the one before, or behind it, to the end: both are added up
day by day, an entry of the period before standing on the same day a year later (docs/definitions.md#bridge).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.joint_queries import joint_accounts_exist
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.timeline import Entry, entries
from relationships.interactions.sentences import told
from relationships.interactions.visibility import links_seen_by
from relationships.scoring import repeat_drill_sql
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_entries import Slice, entries_parameters
from relationships.scoring.repeat_queries import rows_of

LONGEST_LINE = 160
_TURNS = """, step AS (
    SELECT group_id, CASE WHEN is_current THEN booked_on
           ELSE least((booked_on + interval '1 year')::date, %(current_end)s - 1) END AS day,
           sum(CASE WHEN is_current THEN amount ELSE -amount END) AS amount
    FROM wanted GROUP BY 1, 2
), running AS (
    SELECT group_id, day, sign(sum(amount) OVER (PARTITION BY group_id ORDER BY day)) AS ahead,
           sign(sum(amount) OVER (PARTITION BY group_id)) AS ahead_at_the_end
    FROM step
), other AS (
    SELECT group_id, max(day) FILTER (WHERE ahead <> ahead_at_the_end) AS day FROM running GROUP BY group_id
)
SELECT c.public_id, running.group_id, min(running.day) AS turned_on,
       ARRAY(SELECT client_id FROM member WHERE member.group_id = running.group_id) AS members
FROM running JOIN other USING (group_id) JOIN clients_client c ON c.id = group_id
WHERE running.ahead_at_the_end <> 0 AND (other.day IS NULL OR running.day > other.day)
GROUP BY c.public_id, running.group_id
"""
_LAST_TOUCHES = """
SELECT DISTINCT ON (asked.group_id) asked.group_id, touch.interaction_id
FROM unnest(%(groups)s::bigint[], %(clients)s::bigint[], %(before)s::timestamptz[]) AS asked (group_id, client_id, before)
CROSS JOIN LATERAL (
    SELECT t.interaction_id, t.occurred_at
    FROM interactions_touchclient t
    WHERE t.client_id = asked.client_id AND t.occurred_at < asked.before AND {seen}
    ORDER BY t.occurred_at DESC, t.interaction_id DESC LIMIT 1
) touch
ORDER BY asked.group_id, touch.occurred_at DESC, touch.interaction_id DESC
"""


@dataclass(frozen=True)
class Turn:
    """The day on which the change of a group began, and the last touch before it that the reader may know of."""

    on: date
    touch: Entry | None

    @property
    def sentence(self) -> str:
        """ "Maya called Ana Ruiz", or nothing."""
        if self.touch is None:
            return ""
        named = [each.name for each in self.touch.people or self.touch.clients]
        return told(self.touch.touch.kind, self.touch.touch.direction, self.ours, named)

    @property
    def ours(self) -> list[str]:
        """Who of us took part."""
        return [each.name for each in self.touch.colleagues] if self.touch else []

    @property
    def line(self) -> str:
        """What was noted, on one line."""
        noted = " ".join(self.touch.touch.summary.split()) if self.touch else ""
        return noted if len(noted) <= LONGEST_LINE else f"{noted[: LONGEST_LINE - 1].rstrip()}…"


def turns(reading: Reading, public_ids: Sequence[str], user: User) -> Mapping[str, Turn]:
    """The turns of these groups by public id. Whose fees are the same in both periods has none.

    `user` is the reader, whose gate the touches pass.
    """
    if not public_ids:
        return {}
    found = _turned(reading, public_ids)
    touches = _touches(user, found)
    return {row["public_id"]: Turn(row["turned_on"], touches.get(row["group_id"])) for row in found}


def _turned(reading: Reading, public_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The groups whose fees changed, when, and every client that ever was in them."""
    groups, given = entries_parameters(reading, Slice())
    given["public_ids"] = list(public_ids)
    cte = repeat_drill_sql.wanted(
        reading.policy, reading.within, of_group=True, alone=False, of_engagement=False, joint=joint_accounts_exist()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {groups}, {repeat_drill_sql.MEMBERS_OF_SOME}, {cte} {_TURNS}", given)
        return rows_of(cursor)


def _touches(user: User, found: list[dict[str, Any]]) -> dict[int, Entry]:
    """The last touch before each turn, by group."""
    asked = [
        (row["group_id"], client, firm_day(row["turned_on"] - timedelta(days=1)).end)
        for row in found
        for client in row["members"]
    ]
    if not asked:
        return {}
    columns = dict(zip(("groups", "clients", "before"), map(list, zip(*asked, strict=True)), strict=True))
    seen, reader = links_seen_by("t")
    with connection.cursor() as cursor:
        cursor.execute(_LAST_TOUCHES.format(seen=seen), {**dict.fromkeys(reader, user.pk), **columns})
        last = dict(cursor.fetchall())
    by_id = {entry.touch.pk: entry for entry in entries(user, list(last.values()))}
    return {group: by_id[touch] for group, touch in last.items() if touch in by_id}
