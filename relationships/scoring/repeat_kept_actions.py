"""Keeping what the page says, each night and whenever the ledger moves, in every world that somebody reads."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction

from relationships.foundation.firm_day import firm_day
from relationships.foundation.period_keys import period_named
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_documents import ledger_is_long
from relationships.scoring.repeat_json import as_document
from relationships.scoring.repeat_kept import KEPT_PERIODS, world_of
from relationships.scoring.repeat_memory import recall
from relationships.scoring.repeat_policy import current_policy
from relationships.scoring.repeat_queries import figures_now, figures_of
from relationships.scoring.repeat_question import Question

MOST_WORLDS = 20
_WORLDS = f"""
SELECT hidden FROM scoring_repeatanswer WHERE asked_at > now() - interval '3 days'
GROUP BY hidden ORDER BY max(asked_at) DESC LIMIT {MOST_WORLDS}
"""  # noqa: S608  # a number of ours
# A day that is over keeps what it said: only the running day's row is ever written again.
_KEEP = """
INSERT INTO scoring_repeatsnapshot AS kept ("on", period, policy_version, world, figures, counted_at)
VALUES (%(on)s, %(period)s, %(policy)s, %(world)s, %(figures)s, now())
ON CONFLICT (world, period, "on", policy_version) DO UPDATE SET figures = EXCLUDED.figures, counted_at = now()
WHERE kept.figures IS DISTINCT FROM EXCLUDED.figures
"""


def keep_snapshots() -> int:
    """Keep today's figures of the firm and of every world read lately; answer how many rows were written.

    Over a long ledger a world waits until a worker has counted its figures, and is kept at the next call.
    """
    day, policy = firm_day().on, current_policy()
    periods = tuple(period_named(key, policy.fy_start_month, day) for key in KEPT_PERIODS)
    with connection.cursor() as cursor:
        cursor.execute(_WORLDS)
        worlds = {(), *(tuple(row[0]) for row in cursor.fetchall())}
    long, written = ledger_is_long(), 0
    for hidden in sorted(worlds):
        question = Question(policy, periods, day, hidden)
        known = recall(question) is not None
        if known or not long:
            written += _keep(question, figures_of(question) if known else figures_now(question))
    return written


@transaction.atomic
def _keep(question: Question, found: list[RepeatBusiness]) -> int:
    written = 0
    for period, figures in zip(KEPT_PERIODS, found, strict=True):
        if figures.ledger_starts_on is None:
            continue
        said = {name: value for name, value in as_document(figures).items() if name != "by"}
        values: dict[str, Any] = {
            "on": question.today,
            "period": period,
            "policy": question.policy.version,
            "world": world_of(question.hidden),
            "figures": json.dumps(said, default=str),
        }
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, values)
            written += cursor.rowcount
    return written
