"""Gathering the facts of health: for a few clients after a change, for all of them at night, or as of any past day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from relationships.foundation.firm_day import FirmDay
from relationships.foundation.periods import shift_months
from relationships.network import tie_sql
from relationships.network.barred_touches import UNBARRED, barred
from relationships.network.queries import ONLY, facts_sql
from relationships.network.tie_rules import LIVING
from relationships.scoring import health_sql
from relationships.scoring.health_inputs import HISTORY, HealthInputs
from relationships.scoring.health_rules import HealthRules

Rows = dict[int, tuple[Any, ...]]
_DAY_FIELDS = (
    "interval_days",
    "quarter",
    "year_before",
    "decision_maker",
    "user",
    "finance",
    "people",
    "living_people",
    "living_practices",
    "living_colleagues",
    "decider_left_on",
    "net",
    "net_before",
    "sentiment",
    "sentiments",
)


@dataclass(frozen=True)
class FirmFigures:
    """What a client is compared with: the number of practices, and net fees of the last 12 months."""

    practices: int
    net: float | None


def firm_figures(day: FirmDay) -> FirmFigures:
    """Of the whole firm, clients behind standing walls left out."""
    hidden, walls = barred()
    with connection.cursor() as cursor:
        cursor.execute(health_sql.FIRM.format(barred=hidden), {**walls, **_money_days(day)})
        return FirmFigures(*cursor.fetchone())


def gather(
    day: FirmDay,
    client_ids: Iterable[int],
    rules: HealthRules,
    *,
    firm: FirmFigures,
    past: bool = False,
    history: Mapping[int, HealthInputs] | None = None,
) -> dict[int, HealthInputs]:
    """The facts of every client of `client_ids` that exists, as of the end of `day`.

    Ties come from the table, which must be as new as the touches; with `past` from the touches known by then.
    `history` holds facts gathered on an earlier day with no new fact since: what only facts change is taken from there.
    """
    ids = sorted(set(client_ids))
    rows = _day_rows(day, ids, rules, past=past)
    before = {} if history is not None else _history_rows(day, ids, rules)
    found = {}
    for client_id, row in rows.items():
        now = HealthInputs(
            day.on, firm_practices=firm.practices, firm_net=firm.net, **dict(zip(_DAY_FIELDS, row, strict=True))
        )
        if history is None:
            facts = dict(zip(HISTORY, before[client_id], strict=True))
        else:
            facts = {name: getattr(history[client_id], name) for name in HISTORY}
        found[client_id] = replace(now, **facts)
    return found


def _day_rows(day: FirmDay, ids: list[int], rules: HealthRules, *, past: bool) -> Rows:
    if past:
        ctes, values = facts_sql(day, client_ids=ids, rules=rules.tie)
    else:
        ctes, values = barred(only=ONLY)
    kept = rules.quarter_days + rules.year_days + rules.tie.answer_days
    statement = health_sql.DAY.format(
        barred=ctes,
        touch_days=health_sql.TOUCH_DAYS.format(since="AND tc.occurred_at >= %(since)s", unbarred=UNBARRED),
        ties="tie" if past else "network_tie",
        strength=tie_sql.STRENGTH,
    )
    since = {"since": day.end - timedelta(days=max(kept, rules.sentiment_days) + 1), "living": LIVING}
    return _rows(statement, {**values, **_values(day, ids, rules), **_money_days(day), **since})


def _history_rows(day: FirmDay, ids: list[int], rules: HealthRules) -> Rows:
    hidden, walls = barred(only=ONLY)
    touch_days = health_sql.TOUCH_DAYS.format(since="", unbarred=UNBARRED)
    statement = health_sql.HISTORY.format(barred=hidden, touch_days=touch_days)
    return _rows(statement, {**walls, **_values(day, ids, rules)})


def _rows(statement: str, values: dict[str, Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _values(day: FirmDay, ids: list[int], rules: HealthRules) -> dict[str, date | datetime | float | str | Any]:
    return {
        **tie_sql.parameters(rules.tie),
        "client_ids": ids,
        "as_of": day.on,
        "end": day.end,
        "zone": day.zone,
        "quarter_days": rules.quarter_days,
        "year_days": rules.year_days,
        "gap_share": rules.gap_share,
        "sentiment_days": rules.sentiment_days,
        "sentiment_half_life": rules.sentiment_half_life_days,
    }


def _money_days(day: FirmDay) -> dict[str, date]:
    return {
        "as_of": day.on,
        "year_ago": shift_months(day.on, -12),
        "two_years_ago": shift_months(day.on, -24),
    }
