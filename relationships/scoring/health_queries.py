"""Gathering the facts of health: for a few clients after a change, for all of them at night, or as of any past day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import connection

from relationships.foundation.firm_day import FirmDay
from relationships.foundation.periods import shift_months
from relationships.foundation.planned import FEW, run_statement
from relationships.network import tie_sql
from relationships.network.barred_touches import barred
from relationships.network.joint_terms import CountedLedger, counted_ledger
from relationships.network.queries import facts_sql
from relationships.network.tie_rules import LIVING
from relationships.network.touch_sources import TouchSource, touches_of_clients
from relationships.scoring import health_sql
from relationships.scoring.health_inputs import HISTORY, HealthInputs
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.recent_contact import RecentContact
from relationships.scoring.seen_in_part import roles, seen_in_part

_DAY_FIELDS = (
    "interval_days",
    "decision_maker",
    "user",
    "finance",
    "people",
    "living_people",
    "living_practices",
    "living_colleagues",
    "decider_left_on",
    "disputed_on",
    "net",
    "net_before",
    "kept",
    "broken",
    "promises_kept",
    "promises_settled",
    "promises_overdue",
)


@dataclass(frozen=True)
class FirmFigures:
    """What a client is compared with: the number of practices, and net fees of the last 12 months.

    The fees stand against no client that one of the colleagues `near` looks after (`seen_in_part`).
    """

    practices: int
    net: float | None
    near: tuple[int, ...] = ()


def firm_figures(day: FirmDay) -> FirmFigures:
    """Of the whole firm, clients behind standing walls left out."""
    hidden, walls = barred()
    with connection.cursor() as cursor:
        cursor.execute(health_sql.FIRM.format(barred=hidden), {**walls, **_money_days(day), **roles()})
        practices, net, near = cursor.fetchone()
    return FirmFigures(practices, net, tuple(near))


def gather(
    day: FirmDay,
    client_ids: Iterable[int],
    rules: HealthRules,
    *,
    firm: FirmFigures,
    past: bool = False,
    history: Mapping[int, HealthInputs] | None = None,
    source: TouchSource | None = None,
    shared: bool = True,
) -> dict[int, HealthInputs]:
    """The facts of every client of `client_ids` that exists, as of the end of `day`.

    Ties come from the table, which must be as new as the touches; with `past` from the touches known by then.
    `history` holds facts gathered on an earlier day with no new fact since: what only facts change is taken from there.
    `source` is where touches are read (the tables). `shared`: there may be joint accounts, whose fees are split.
    """
    ids = sorted(set(client_ids))
    counted = counted_ledger(ids) if shared else CountedLedger()
    source = source or touches_of_clients()
    found, in_part = {}, seen_in_part(ids, firm.near)
    for client_id, *row in _rows(day, ids, rules, source, counted, past=past, history=history is None):
        facts = dict(zip(_DAY_FIELDS, row, strict=False))
        if history is None:
            *before, answered, moods = row[len(_DAY_FIELDS) :]
            recent = RecentContact(tuple(answered or ()), tuple(chain.from_iterable(moods or ())))
        else:
            before = [getattr(history[client_id], name) for name in HISTORY]
            recent = RecentContact(history[client_id].answered_days or (), history[client_id].moods or ())
        facts |= zip(HISTORY, before, strict=True)
        facts |= recent.facts(day.number, rules)
        firm_net = None if client_id in in_part else firm.net
        found[client_id] = HealthInputs(day.on, firm_practices=firm.practices, firm_net=firm_net, **facts)
    return found


def _rows(
    day: FirmDay,
    ids: list[int],
    rules: HealthRules,
    source: TouchSource,
    counted: CountedLedger,
    *,
    past: bool,
    history: bool,
) -> list[Any]:
    touches, values = source.ctes, source.values
    if past:
        touches, values = facts_sql(source, day, client_ids=ids, rules=rules.tie)
        touches += ", "
    statement = health_sql.facts_sql(
        touches=touches,
        contact=source.contact or health_sql.CONTACT.format(talks=source.talks),
        ties="tie" if past else "network_tie",
        history=history,
        counted=counted,
    )
    values = {**values, **parameters(day, ids, rules), **_money_days(day), **counted.values}
    return run_statement(statement, values, planned=len(ids) <= FEW)


def parameters(day: FirmDay, ids: list[int], rules: HealthRules) -> dict[str, Any]:
    """What the statements of `health_sql` go by, but for days of the ledger."""
    return {
        **tie_sql.parameters(rules.tie),
        "client_ids": ids,
        "as_of": day.on,
        "living": LIVING,
        "end": day.end,
        "zone": day.zone,
        "quarter_days": rules.quarter_days,
        "year_days": rules.year_days,
        "gap_share": rules.gap_share,
        "sentiment_days": rules.sentiment_days,
        "promise_days": rules.promise_days,
        "promise_half_life": rules.promise_half_life_days,
    }


def _money_days(day: FirmDay) -> dict[str, date]:
    return {
        "as_of": day.on,
        "year_ago": shift_months(day.on, -12),
        "two_years_ago": shift_months(day.on, -24),
    }
