"""What the passing of time does to scores: ties fade, windows move, planned touches happen, walls begin and end.

Nothing here reads a client's whole history: a night costs what there is of ties and of recent facts.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring import clientless_ties, marks, runs
from relationships.scoring.firm_changes import mark_turned_clients
from relationships.scoring.health_actions import carry, recompute_due
from relationships.scoring.health_policy import Policy, policy_of
from relationships.scoring.health_queries import FirmFigures, firm_figures
from relationships.scoring.models import Health
from relationships.scoring.past_health import fill_in

log = logging.getLogger(__name__)
CHUNK = 1000

# Facts that were dated ahead when the score was computed and have become true since.
_COME_TRUE = """
SELECT tc.client_id FROM interactions_interaction i
JOIN interactions_touchclient tc ON tc.interaction_id = i.id
JOIN scoring_health h ON h.client_id = tc.client_id
WHERE i.occurred_at >= %(since)s AND i.occurred_at < %(end)s
  AND (i.occurred_at AT TIME ZONE %(zone)s)::date > h.as_of
UNION
SELECT l.client_id FROM engagements_ledgerentry l JOIN scoring_health h ON h.client_id = l.client_id
WHERE l.booked_on > %(since)s::date AND l.booked_on <= %(as_of)s AND l.booked_on > h.as_of
UNION
SELECT e.client_id FROM engagements_engagement e JOIN scoring_health h ON h.client_id = e.client_id
WHERE e.opened_on > h.as_of AND e.opened_on <= %(as_of)s
UNION
SELECT c.id FROM clients_client c WHERE NOT EXISTS (SELECT FROM scoring_health h WHERE h.client_id = c.id)
UNION
SELECT h.client_id FROM scoring_health h WHERE h.policy_version <> %(policy)s
   OR h.facts <> '{}' AND h.facts -> 'answered_days' IS NULL
"""
_KEEP_HISTORY = """
INSERT INTO scoring_healthhistory AS kept (client_id, "on", score, grade, coverage, measures, policy_version)
SELECT h.client_id, h.as_of, h.score, h.grade, h.coverage, h.measures, h.policy_version
FROM scoring_health h LEFT JOIN LATERAL (
    SELECT floor(score) AS score, grade, policy_version FROM scoring_healthhistory p
    WHERE p.client_id = h.client_id AND p.on < %(as_of)s ORDER BY p.on DESC LIMIT 1
) last ON TRUE
WHERE h.as_of = %(as_of)s AND CASE WHEN last.policy_version IS NULL THEN h.score IS NOT NULL
    ELSE (floor(h.score), h.grade, h.policy_version) IS DISTINCT FROM (last.score, last.grade, last.policy_version) END
ON CONFLICT (client_id, "on") DO UPDATE
SET score = EXCLUDED.score, grade = EXCLUDED.grade, coverage = EXCLUDED.coverage, measures = EXCLUDED.measures,
    policy_version = EXCLUDED.policy_version
"""


def carry_on(*, seconds: float, with_history: bool) -> bool:
    """Go on with the night's work for about `seconds`; answer whether there is more to do. Safe to repeat any time.

    `with_history` keeps today's scores, and fills in the past of clients that have none yet.
    """
    until = time.monotonic() + seconds
    day = firm_day()
    policy = policy_of(day)
    if not _done_today("nightly begun", day):
        begin(day, policy)
    done, more = recompute_due(seconds=seconds)
    after, firm = 0, firm_figures(day)
    while not more and (ids := behind(day, after=after)):
        done += _carry_or_mark(ids, day, policy, firm)
        after = ids[-1]
        more = time.monotonic() > until
    if more or not with_history:
        return more
    if fill_in(seconds=until - time.monotonic()):
        return True
    keep_history(day)
    runs.finish("nightly", done)
    return False


def is_due() -> bool:
    """Whether the firm's day has not had its night yet: right after midnight, and whenever the clockwork stood still."""
    return not _done_today("nightly", firm_day())


def _done_today(kind: str, day: FirmDay) -> bool:
    finished = runs.last_finish(kind)
    return finished is not None and finished >= day.end - timedelta(days=1)


def begin(day: FirmDay, policy: Policy, *, every: bool = False) -> None:
    """Mark whoever needs more than fading; try what was parked once more; renew ties without a client."""
    mark_come_true(day, policy)
    marks.unpark()
    clientless_ties.renew(day, policy, anyway=every)
    runs.finish("nightly begun", 0)


@transaction.atomic
def mark_come_true(day: FirmDay, policy: Policy) -> int:
    """Mark clients whose facts of later days have come true, who have no score yet, or one of another policy."""
    oldest = (
        Health.objects.unscoped(reason="a job of the system").order_by("as_of").values_list("as_of", flat=True).first()
        or day.on
    )
    values: dict[str, Any] = {
        "since": FirmDay(oldest, day.zone).end - timedelta(days=1),
        "end": day.end,
        "zone": day.zone,
        "as_of": day.on,
        "policy": policy.version,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COME_TRUE, values)
        ids = [row[0] for row in cursor.fetchall()]
    if ids:
        marks.mark(ids)
    return len(ids)


def _carry_or_mark(ids: list[int], day: FirmDay, policy: Policy, firm: FirmFigures) -> int:
    try:
        return carry(ids, day, policy, firm)
    except (ValueError, TypeError, KeyError):
        log.exception("Scores of %d clients could not be carried on; they are computed anew", len(ids))
        marks.mark(ids)
        return 0


def behind(day: FirmDay, *, after: int = 0) -> list[int]:
    """The next clients whose score is of an earlier day and waits for nothing else, by id from `after`."""
    rows = Health.objects.unscoped(reason="a job of the system").filter(
        as_of__lt=day.on, client_id__gt=after, facts__has_key="answered_days"
    )
    return list(rows.order_by("client_id").values_list("client_id", flat=True)[:CHUNK])


def keep_history(day: FirmDay) -> int:
    """Keep today's scores that differ from the last one kept in shown value, grade or policy; answer how many."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_HISTORY, {"as_of": day.on})
        return int(cursor.rowcount)


def mark_what_turned() -> int:
    """Mark clients for whom something turned that nobody rang for; answer how many.

    Their wall began or ended by the clock since the last sweep, or the firm's figures passed them.
    """
    since = runs.last_finish("sweep") or datetime(2000, 1, 1, tzinfo=UTC)
    with transaction.atomic():
        walls = marks.mark_turned_walls(since)
    day = firm_day()
    return walls + mark_turned_clients(day, policy_of(day), firm_figures(day))


def begin_today(*, every: bool = False) -> None:
    """Mark whoever needs more than fading, once more even if the night has begun already. `every`: renew every tie."""
    day = firm_day()
    begin(day, policy_of(day), every=every)
    mark_what_turned()
