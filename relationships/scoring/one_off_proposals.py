"""Work that may be a one-off, by its size beside the client's other work (docs/definitions.md#one-offs).

Counted like the other long answers (ADR 0012); what people have said since is left out when the page is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from relationships.clients.visible_groups import open_ledger
from relationships.foundation.periods import shift_months
from relationships.scoring.repeat_documents import Kept, Wish, ledger_is_long, recall
from relationships.scoring.repeat_facts_sql import NET_FEES
from relationships.scoring.repeat_question import Question

KIND = "one-offs"
MONTHS, FEWEST_WORKS, TIMES, LEAST_SHARE, MOST = 36, 4, 4, Decimal("0.005"), 500
"""Looked at are so many months up to the end of the period, of clients with so many pieces of work; proposed is what is so many times their median,
and so much of the firm's net fees of twelve months."""
_PROPOSED = f"""
work AS (
    SELECT e.client_id, e.engagement_id, CASE WHEN e.engagement_id IS NULL THEN e.id END AS entry_id,
           sum(e.base_amount) AS amount, max(e.booked_on) AS last_on, bool_or(e.one_off) AS one_off
    FROM engagements_ledgerentry e
    WHERE {NET_FEES} AND e.booked_on >= %(since)s AND e.booked_on <= %(today)s
      AND e.client_id <> ALL(%(hidden)s::bigint[])
    GROUP BY 1, 2, 3 HAVING sum(e.base_amount) > 0
), usual AS (
    SELECT client_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median, count(*) AS works
    FROM work GROUP BY client_id HAVING count(*) >= {FEWEST_WORKS}
), firm AS (
    SELECT COALESCE(sum(base_amount), 0) AS year FROM engagements_ledgerentry e
    WHERE {NET_FEES} AND e.booked_on > %(year_ago)s AND e.booked_on <= %(today)s
      AND e.client_id <> ALL(%(hidden)s::bigint[])
)
SELECT work.client_id, work.engagement_id, entry_id, amount::text, round(usual.median::numeric, 2)::text, works, last_on
FROM work JOIN usual ON usual.client_id = work.client_id CROSS JOIN firm
LEFT JOIN engagements_engagement g ON g.id = work.engagement_id
WHERE amount >= {TIMES} * usual.median AND amount >= {LEAST_SHARE} * firm.year
  AND NOT work.one_off AND NOT COALESCE(g.one_off, FALSE)
ORDER BY work.amount DESC, work.client_id, work.engagement_id, entry_id LIMIT {MOST}
"""  # noqa: S608  # made of this module's constants


@dataclass(frozen=True)
class Proposal:
    """Work, or an entry that names none, that is much larger than what its client usually gives."""

    client_id: int
    engagement_id: int | None
    entry_id: int | None
    amount: Decimal
    usual: Decimal
    works: int
    last_on: date

    @property
    def times(self) -> Decimal:
        """How many times the usual."""
        return (self.amount / self.usual).quantize(Decimal("0.1")) if self.usual else Decimal(0)


@dataclass(frozen=True)
class Proposals:
    """The largest first; without `kept` they are still being counted."""

    found: list[Proposal]
    kept: Kept | None


def counted_one_offs(wish: Wish) -> Any:
    """The document of proposals."""
    question = wish.question
    until = min(question.periods[-1].last_day, question.today)
    given: dict[str, Any] = {
        "hidden": list(question.hidden),
        "today": until,
        "since": shift_months(until, -MONTHS),
        "year_ago": shift_months(until, -12),
    }
    ledger, apart = open_ledger(question.hidden)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {ledger}{_PROPOSED}", {**given, **apart})
        return [[*row[:-1], row[-1].isoformat()] for row in cursor.fetchall()]


def one_offs_as_kept(question: Question) -> Proposals:
    """What is proposed to a reader of the question's world; straight while the ledger is short."""
    wish = Wish(KIND, question)
    kept = recall(wish)
    if kept is None and not ledger_is_long():
        kept = Kept(counted_one_offs(wish), timezone.now())
    return Proposals([_proposal(row) for row in kept.document] if kept else [], kept)


def _proposal(row: Sequence[Any]) -> Proposal:
    client, engagement, entry, amount, usual, works, last = row
    return Proposal(client, engagement, entry, Decimal(amount), Decimal(usual), works, date.fromisoformat(last))
