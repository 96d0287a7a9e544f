"""What the forecast of the year-end share is made from: this year so far, and past years at the same points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from relationships.clients.joint_queries import joint_accounts_exist
from relationships.clients.visible_groups import groups_without, hidden_from
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year, fiscal_year_of, shift_months
from relationships.scoring.forecast import FEWEST_QUARTERS, Fees, Forecast, Known, forecast
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_documents import Kept, Wish, ledger_is_long, recall
from relationships.scoring.repeat_facts_sql import facts
from relationships.scoring.repeat_parameters import MONTHS_OF_ALL_TIME, entry_parameters
from relationships.scoring.repeat_queries import first_booking_without
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_whole_ledger import read_whole_ledger

YEARS_TESTED = 8
QUARTERS = (0.25, 0.5, 0.75)

# Whether a group is existing is decided once a year, so that a year's pieces need one look at its clients.
_PIECES = """, year AS (
    SELECT * FROM unnest(%(years)s::int[], %(begins)s::int[], %(ends)s::int[], %(lookbacks)s::int[])
        AS y (year, begins, ends, lookback)
), existing AS (
    SELECT DISTINCT y.year, f.group_id
    FROM fact f JOIN year y ON f.positive AND f.bucket < y.begins AND f.bucket >= y.lookback
)
SELECT y.year, f.bucket, sum(f.amount), sum({repeat})
FROM fact f JOIN year y ON f.bucket >= y.begins AND f.bucket < y.ends
LEFT JOIN existing ON existing.year = y.year AND existing.group_id = f.group_id
GROUP BY 1, 2
UNION ALL SELECT NULL, min(f.bucket), 0, 0 FROM fact f WHERE f.positive
"""


@dataclass(frozen=True)
class YearEnd:
    """The forecast, where there is one; `kept` says for which moment it is right. Without `kept` it is being counted."""

    found: Forecast | None
    kept: Kept | None


def year_end_forecast(*, policy: Policy, user: User | None, today: date | None = None) -> Forecast | None:
    """The share at the end of the running fiscal year, straight from the ledger; None below eight quarters of it, in
    the year's first days, and without a past year to test the method on.

    `user` None is the whole firm, for a command or a job, never a page.
    """
    question = Question(policy, (), today or firm_day().on, hidden_from(user))
    return _forecast(counted_forecast(Wish("forecast", question)), policy)


def year_end(question: Question) -> YearEnd:
    """The forecast of the year that the question's day lies in, as kept; straight while the ledger is short."""
    wish = Wish("forecast", question)
    kept = recall(wish)
    if kept is None and not ledger_is_long():
        kept = Kept(counted_forecast(wish), timezone.now())
    return YearEnd(_forecast(kept.document, question.policy) if kept else None, kept)


def kept_forecast(question: Question) -> Forecast | None:
    """The forecast if it is kept; nothing is read for it, only wished for."""
    kept = recall(Wish("forecast", question))
    return _forecast(kept.document, question.policy) if kept else None


def counted_forecast(wish: Wish) -> Any:
    """The document of a forecast: the year, the part of it that is over, and the fees of past years by such parts."""
    question, policy = wish.question, wish.question.policy
    today = question.today
    year = fiscal_year_of(today, policy.fy_start_month)
    running = fiscal_year(year, policy.fy_start_month)
    first = first_booking_without(question.hidden)
    if first is None or shift_months(first, 3 * FEWEST_QUARTERS) > today + timedelta(days=1):
        return None
    elapsed = ((today - running.start).days + 1) / (running.end - running.start).days
    if not 0 < elapsed < 1:
        return None
    oldest = max(fiscal_year_of(first, policy.fy_start_month), year - YEARS_TESTED)
    known = _known(question, oldest, year, elapsed)
    return {
        "year": year,
        "elapsed": elapsed,
        "known": [[*key, fees.existing, fees.other] for key, fees in known.items()],
    }


def _forecast(document: Any, policy: Policy) -> Forecast | None:
    if document is None:
        return None
    known = {(year, part): Fees(existing, other) for year, part, existing, other in document["known"]}
    return forecast(known, document["year"], document["elapsed"], points=QUARTERS)


def _known(question: Question, oldest: int, year: int, elapsed: float) -> Known:
    """The fees of each year from `oldest` up to the points looked at, of those that have any earlier fee."""
    month = question.policy.fy_start_month
    ends = {(past, part): _end(past, part, month) for past in range(oldest, year) for part in (*QUARTERS, elapsed, 1.0)}
    ends[year, elapsed] = _end(year, elapsed, month)
    starts = {each: fiscal_year(each, month).start for each in range(oldest, year + 1)}
    cuts = sorted({*ends.values(), *starts.values(), *_lookbacks(question.policy, starts)})
    place = {day: number for number, day in enumerate(cuts, start=1)}
    pieces, first_fee = _pieces(question, starts, ends, place, cuts)
    known: dict[tuple[int, float], Fees] = {}
    for (past, part), end in ends.items():
        own = [piece for (of, bucket), piece in pieces.items() if of == past and bucket < place[end]]
        total, repeat = (sum((each[side] for each in own), Decimal(0)) for side in (0, 1))
        if total <= 0 or first_fee < place[starts[past]]:
            known[past, part] = Fees(float(repeat), float(total - repeat))
    return known


def _pieces(
    question: Question, starts: dict[int, date], ends: dict[tuple[int, float], date], place: dict[date, int], cuts: Any
) -> tuple[dict[tuple[int, int], tuple[Decimal, Decimal]], int]:
    """Net fees and repeat business by year and bucket, and the bucket of the very first fee."""
    policy = question.policy
    last = {year: max(end for (of, _), end in ends.items() if of == year) for year in starts}
    months = policy.lookback_months
    groups, scope = groups_without(question.hidden)
    given = {
        **scope,
        **entry_parameters(policy, within=(), today=question.today),
        "lookback": months or MONTHS_OF_ALL_TIME,
        "latest": cuts[-1],
        "cuts": cuts,
        "years": list(starts),
        "begins": [place[day] for day in starts.values()],
        "ends": [place[last[year]] for year in starts],
        "lookbacks": [place[shift_months(day, -months)] if months else 0 for day in starts.values()],
    }
    repeat = "f.eligible" if policy.is_rolling else "CASE WHEN existing.group_id IS NOT NULL THEN f.eligible ELSE 0 END"
    statement = f"WITH RECURSIVE {groups},{facts(policy, joint=joint_accounts_exist())}{_PIECES.format(repeat=repeat)}"
    [rows] = read_whole_ledger([statement], given)
    found = {(year, bucket): (total or Decimal(0), part or Decimal(0)) for year, bucket, total, part in rows if year}
    never = len(cuts) + 1
    return found, next((never if row[1] is None else row[1] for row in rows if row[0] is None), never)


def _lookbacks(policy: Policy, starts: dict[int, date]) -> set[date]:
    months = policy.lookback_months
    return {shift_months(day, -months) for day in starts.values()} if months else set()


def _end(year: int, elapsed: float, start_month: int) -> date:
    """The day after the first part of a fiscal year; quarters end with their months."""
    whole = fiscal_year(year, start_month)
    if elapsed == 1.0:
        return whole.end
    if elapsed in QUARTERS:
        return shift_months(whole.start, int(12 * elapsed))
    return whole.start + timedelta(days=round(elapsed * (whole.end - whole.start).days))
