"""The touchpoints behind one part of a score: the same that the score counted, each with what it counted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.visibility import work_seen
from relationships.contacts.models import Person
from relationships.foundation.firm_day import EPOCH, FirmDay
from relationships.interactions.queries.timeline import Entry, entries
from relationships.network.barred_touches import UNBARRED, barred
from relationships.network.touch_sources import OUT
from relationships.scoring.health_queries import parameters
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.health_sql import CONTACT

MOST = 5000
"""More are not listed; no client of a firm of our size has as many in fifteen months."""

_OPEN = work_seen("i.engagement_id")
_TOUCHES = """
WITH {barred}, touch AS MATERIALIZED (
    SELECT tc.interaction_id, tc.client_id, array_position(%(kinds)s::text[], i.kind::text) AS kind, i.direction,
           i.sentiment, (tc.occurred_at AT TIME ZONE %(zone)s)::date - DATE '2000-01-01' AS day
    FROM interactions_touchclient tc JOIN interactions_interaction i ON i.id = tc.interaction_id
    WHERE tc.client_id = %(client)s AND tc.occurred_at < %(end)s AND i.archived_at IS NULL {unbarred}
      AND {open}
), {contact}
SELECT touch.interaction_id, touch.day, talk.age, talk.answered, touch.sentiment,
       row_number() OVER (PARTITION BY touch.day, touch.kind ORDER BY touch.interaction_id DESC)
FROM touch JOIN talk USING (client_id, kind, day) WHERE {those}
ORDER BY touch.day DESC, touch.interaction_id DESC LIMIT %(most)s
"""
_OF_PAIR = f"""
WITH {{barred}}
SELECT tc.interaction_id FROM interactions_touchclient tc
JOIN interactions_interaction i ON i.id = tc.interaction_id
JOIN interactions_touchperson p ON p.interaction_id = i.id AND p.person_id = %(person)s
JOIN interactions_touchcolleague l ON l.interaction_id = i.id AND l.colleague_id = %(colleague)s
WHERE tc.client_id = %(client)s AND tc.occurred_at < %(end)s AND i.archived_at IS NULL {{unbarred}}
  AND {_OPEN} AND p.person_id NOT IN ({OUT})
ORDER BY tc.occurred_at DESC, tc.interaction_id DESC LIMIT %(most)s
"""  # noqa: S608 - constants only
# What a part looks at: from a month before the last answer, so that the answer is seen too.
_THOSE = {
    "rhythm_of_contact": "touch.day >= %(from_day)s",
    "momentum": "talk.answered AND talk.age < %(quarter_days)s + %(year_days)s",
    "sentiment": "touch.sentiment IS NOT NULL AND talk.age < %(sentiment_days)s",
}


@dataclass(frozen=True)
class Counted:
    """One touchpoint. `weight` is what it counted for, None where the part weighs nothing; 0 for a second one of its
    kind and day. `recent`: of the last quarter, for momentum."""

    interaction_id: int
    on: date
    answered: bool
    weight: float | None
    recent: bool
    mood: int | None
    entry: Entry | None = None


def touches_behind(
    key: str, client: Client, day: FirmDay, rules: HealthRules, *, answered_on: date | None
) -> list[Counted]:
    """Those that the measure `key` looked at, the newest first, as of the end of `day`. `client` came through the gate."""
    hidden, walls = barred(only="AND tc.client_id = %(client)s")
    since = answered_on - timedelta(days=rules.tie.answer_days) if answered_on else EPOCH - timedelta(days=40_000)
    values = {
        **walls,
        **parameters(day, [client.pk], rules),
        "client": client.pk,
        "from_day": (since - EPOCH).days,
        "most": MOST,
    }
    contact = CONTACT.format(talks="SELECT * FROM touch")
    statement = _TOUCHES.format(barred=hidden, contact=contact, those=_THOSE[key], unbarred=UNBARRED, open=_OPEN)
    return [_counted(key, row, rules) for row in _rows(statement, values)]


def touches_of_pair(client: Client, person: Person, colleague: User, day: FirmDay) -> list[Counted]:
    """Those of one person and one colleague at the client, the newest first."""
    hidden, walls = barred(only="AND tc.client_id = %(client)s")
    values = {
        **walls,
        "client": client.pk,
        "person": person.pk,
        "colleague": colleague.pk,
        "end": day.end,
        "most": MOST,
    }
    rows = _rows(_OF_PAIR.format(barred=hidden, unbarred=UNBARRED), values)
    return [Counted(row[0], day.on, False, None, False, None) for row in rows]


def read(user: User, counted: Sequence[Counted]) -> list[Counted]:
    """The same with what `user` may read of each; confidential ones of others' clients keep only their weight."""
    found = {entry.touch.pk: entry for entry in entries(user, [each.interaction_id for each in counted])}
    return [
        Counted(
            each.interaction_id,
            each.on,
            each.answered,
            each.weight,
            each.recent,
            each.mood,
            found.get(each.interaction_id),
        )
        for each in counted
    ]


def _counted(key: str, row: tuple[Any, ...], rules: HealthRules) -> Counted:
    interaction_id, number, age, answered, mood, place = row
    recent = age < rules.quarter_days
    weight: float | None = None
    if key == "momentum":
        half_life, since = (rules.quarter_days, age) if recent else (rules.year_days, age - rules.quarter_days)
        weight = 0.5 ** (since / half_life) if place == 1 else 0.0
    elif key == "sentiment":
        weight = 0.5 ** (age / rules.sentiment_half_life_days)
    return Counted(interaction_id, EPOCH + timedelta(days=number), answered, weight, recent, mood)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
