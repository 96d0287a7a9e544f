"""Ties from touches that name no client: renewed at night, if anything that they follow from may have changed.

No mark stands for them, and finding such touches means asking all. So PostgreSQL's own count of the rows written to their
tables tells whether there is any need; a touch planned for later comes true by the clock. The counts may come some seconds
late: then the next night finds them. They are lost in a crash, and whatever differs is a reason to renew.
"""

from __future__ import annotations

from zlib import crc32
from zoneinfo import ZoneInfo

from django.db import connection

from relationships.foundation.firm_day import FirmDay
from relationships.network.actions import rebuild_ties
from relationships.scoring import runs
from relationships.scoring.health_policy import Policy

RUN = "clientless ties"
_WRITTEN = """
WITH written AS (
    SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables
    UNION ALL
    SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
)
SELECT relname, sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM written
WHERE relname IN ('interactions_interaction', 'interactions_touchclient', 'interactions_touchperson',
                  'interactions_touchcolleague', 'network_outofgraph')
GROUP BY 1 ORDER BY 1
"""
_COME_TRUE = """
SELECT EXISTS (SELECT FROM interactions_interaction WHERE occurred_at >= %(since)s AND occurred_at < %(end)s)
"""


def renew(day: FirmDay, policy: Policy, *, anyway: bool = False) -> bool:
    """Bring them up to the end of `day`; answer whether that took reading the touches, as it does `anyway`."""
    # Counted first: whatever is written meanwhile is a difference the next time.
    seen = _fingerprint(policy)
    if not anyway and runs.last_number(RUN) == seen and not _any_come_true(day):
        return False
    rebuild_ties(as_of=day.on, clientless=True, rules=policy.rules.tie)
    runs.finish(RUN, seen)
    return True


def _fingerprint(policy: Policy) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return crc32(repr((policy.version, cursor.fetchall())).encode()) >> 1


def _any_come_true(day: FirmDay) -> bool:
    """Whether any touch lies after the day of the last renewal and by the end of `day`."""
    last = runs.last_finish(RUN)
    if last is None:
        return True
    since = FirmDay(last.astimezone(ZoneInfo(day.zone)).date(), day.zone).end
    with connection.cursor() as cursor:
        cursor.execute(_COME_TRUE, {"since": since, "end": day.end})
        return bool(cursor.fetchone()[0])
