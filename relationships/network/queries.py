"""Reading ties: from the touches as of any day, and from the table as of a day that has no newer touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.prepared import Prepared
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.foundation.named_parameters import named
from relationships.network import tie_sql
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.touch_sources import OUT, TouchSource, all_touches, touches_of_clients


@dataclass(frozen=True)
class TieRow:
    """One tie on a day. `client_id` None: from touches that name no client. `strength` 0-100."""

    colleague_id: int
    person_id: int
    client_id: int | None
    touches: int
    first_on: date
    last_on: date
    answered_on: date | None
    strength: float


@dataclass(frozen=True)
class KnownTie:
    """One tie as a reader sees it. `declared`: `strength` is what the holder says, not what touchpoints say."""

    person_id: int
    colleague_id: int
    colleague: str
    client_id: int | None
    strength: float
    declared: bool
    last_on: date | None
    """The last touch behind it; None where there is only what the holder says."""


_HIDDEN, _READER = named(HIDDEN_CLIENTS, [None, None], prefix="hidden")
_STRENGTHS = Prepared(
    "network_strengths",
    f"""
SELECT known.person_id, known.colleague_id, u.name, NULLIF(known.place, 0), known.strength, known.declared,
       known.last_on
FROM (
    SELECT person_id, colleague_id, place, COALESCE(d.strength, {tie_sql.STRENGTH}) AS strength,
           d.strength IS NOT NULL AS declared, t.last_on
    FROM (SELECT *, COALESCE(client_id, 0) AS place FROM network_tie WHERE person_id = ANY(%(people)s::bigint[])) t
    FULL JOIN (
        SELECT person_id, colleague_id, COALESCE(client_id, 0) AS place, strength::float8 AS strength
        FROM network_declaredtie
        WHERE person_id = ANY(%(people)s::bigint[]) AND archived_at IS NULL AND holds_until >= %(as_of)s
    ) d USING (person_id, colleague_id, place)
) known JOIN accounts_user u ON u.id = known.colleague_id
WHERE known.place <> ALL (ARRAY({_HIDDEN})) AND known.person_id NOT IN ({OUT})
ORDER BY 1, 5 DESC, 3, 4 NULLS FIRST
""",  # noqa: S608 - constants only
)


def tie_rows(
    as_of: date | None = None, *, client_ids: Iterable[int] | None = None, rules: TieRules = DEFAULT_RULES
) -> list[TieRow]:
    """Every tie as touches make it, as of the end of `as_of` (today) and known by then; of `client_ids`, or of everybody.

    What holders declared is left out.
    """
    day = firm_day(as_of)
    source = all_touches() if client_ids is None else touches_of_clients()
    facts, values = facts_sql(source, day, client_ids=client_ids, rules=rules)
    columns = "colleague_id, person_id, client_id, touches, first_on, last_on, answered_on"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {facts} SELECT {columns}, {tie_sql.STRENGTH} FROM tie t"  # noqa: S608 - constants only
            " ORDER BY client_id NULLS FIRST, person_id, colleague_id",
            values,
        )
        return [TieRow(*row) for row in cursor.fetchall()]


def tie_strengths(
    user: User, person_ids: Iterable[int], *, on: date | None = None, rules: TieRules = DEFAULT_RULES
) -> list[KnownTie]:
    """Every tie of these people that `user` may know of, as of a day (today): declared, else computed.

    None of people who were taken out of the graph, however old a worker's last rebuild is.
    """
    day = firm_day(on).on
    values = {**tie_sql.parameters(rules), "as_of": day, "people": sorted(set(person_ids))}
    return [KnownTie(*row) for row in _STRENGTHS.rows({**values, **dict.fromkeys(_READER, user.pk)})]


def strongest_ties(
    user: User, person_ids: Iterable[int], *, on: date | None = None, rules: TieRules = DEFAULT_RULES
) -> tuple[dict[int, dict[int, float]], dict[int, str]]:
    """Person -> colleague -> strength: the strongest among the clients that `user` may see; and the colleagues' names."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    names: dict[int, str] = {}
    for tie in tie_strengths(user, person_ids, on=on, rules=rules):
        names[tie.colleague_id] = tie.colleague
        known = found[tie.person_id]
        known[tie.colleague_id] = max(known.get(tie.colleague_id, 0.0), tie.strength)
    return found, names


def facts_sql(
    source: TouchSource, day: FirmDay, *, client_ids: Iterable[int] | None, rules: TieRules
) -> tuple[str, dict[str, Any]]:
    """The CTEs up to `tie` and their parameters: the ties of what `source` holds by the end of `day`."""
    values = {
        **source.values,
        **tie_sql.parameters(rules),
        "client_ids": sorted(set(client_ids)) if client_ids is not None else None,
        "end": day.end,
        "zone": day.zone,
        "as_of": day.on,
    }
    return source.ctes + (source.tie or tie_sql.TIE_FACTS.format(meetings=source.meetings)), values
