"""How long what is kept now and before, what would go tonight, and what the last nights let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.hospitality.believing import months_later
from relationships.trust.keeping_models import KeepingPolicy, KeepingRun
from relationships.trust.keeping_rules import BY_KEY, RULES, Rule, Step, term_words

MOST_COUNTED = 10_000
RUNS_SHOWN = 14
VERSIONS_SHOWN = 20
_PATIENCE = "SET LOCAL statement_timeout = '2s'"


@dataclass(frozen=True)
class Terms:
    """A version: months by kind; what is not in it is kept for good. Version 0 is the product's own."""

    version: int
    months: Mapping[str, int]


@dataclass(frozen=True)
class Due:
    """What of a kind would go tonight. `rows` is None when there was no time to count."""

    rule: Rule
    months: int
    rows: int | None

    @property
    def more(self) -> bool:
        """Whether it is that many or more."""
        return self.rows is not None and self.rows > MOST_COUNTED

    @property
    def counted(self) -> int:
        return min(self.rows or 0, MOST_COUNTED)

    @property
    def term(self) -> str:
        return term_words(self.months)


@dataclass(frozen=True)
class Version:
    """A version and what it changed: label, before, after."""

    policy: KeepingPolicy
    changes: list[tuple[str, str, str]]


OWN = Terms(0, {rule.key: rule.months for rule in RULES if rule.months is not None})


def terms_in_force() -> Terms:
    """The last version."""
    last = KeepingPolicy.objects.order_by("-version").first()
    return Terms(last.version, _known(last.months)) if last else OWN


def versions() -> list[Version]:
    """The last versions, newest first."""
    rows = list(KeepingPolicy.objects.select_related("created_by").order_by("-version")[: VERSIONS_SHOWN + 1])
    before = [*(_known(row.months) for row in rows[1:]), OWN.months]
    found = [Version(row, _changes(old, _known(row.months))) for row, old in zip(rows, before, strict=False)]
    return found[:VERSIONS_SHOWN]


def last_runs() -> list[tuple[KeepingRun, list[tuple[str, int]]]]:
    """The last nights with what they let go, by label."""
    runs = KeepingRun.objects.order_by("-day")[:RUNS_SHOWN]
    return [(run, [(BY_KEY[key].label, n) for key, n in run.gone.items() if n and key in BY_KEY]) for run in runs]


def due_tonight(months: Mapping[str, int]) -> list[Due]:
    """What terms like these would let go of, kind by kind; nothing is counted beyond `MOST_COUNTED`."""
    today = firm_day()
    return [Due(rule, months[rule.key], _count(rule, months[rule.key], today)) for rule in RULES if rule.key in months]


def parameters(months: int, day: FirmDay) -> dict[str, Any]:
    """The day and the moment so many months before the firm's `day`."""
    on = months_later(day.on, -months)
    return {"on": on, "before": _midnight(on, day)}


def ids_due(step: Step, months: int, day: FirmDay, *, place: int, most: int) -> list[int]:
    """The next rows of a step, after `place`."""
    with connection.cursor() as cursor:
        cursor.execute(step.due, parameters(months, day) | {"place": place, "most": most})
        return [row[0] for row in cursor.fetchall()]


def _count(rule: Rule, months: int, today: FirmDay) -> int | None:
    found = 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PATIENCE)
            for step in rule.steps:
                cursor.execute(
                    f"SELECT count(*) FROM ({step.due}) due",  # noqa: S608 - constants only
                    parameters(months, today) | {"place": 0, "most": MOST_COUNTED + 1},
                )
                found += cursor.fetchone()[0]
    except DatabaseError:
        return None
    return found


def _midnight(on: date, day: FirmDay) -> datetime:
    return datetime.combine(on, time(), tzinfo=day.end.tzinfo or timezone.get_default_timezone())


def _known(months: Mapping[str, int]) -> dict[str, int]:
    return {key: value for key, value in months.items() if key in BY_KEY}


def _changes(old: Mapping[str, int], new: Mapping[str, int]) -> list[tuple[str, str, str]]:
    return [
        (rule.label, term_words(old.get(rule.key)), term_words(new.get(rule.key)))
        for rule in RULES
        if old.get(rule.key) != new.get(rule.key)
    ]
