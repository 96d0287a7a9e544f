"""Reading ties: from the touches as of any day, and from the table as of a day that has no newer touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from accounts.models import User
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.network import tie_sql
from relationships.network.barred_touches import UNBARRED, barred
from relationships.network.models import Tie
from relationships.network.tie_rules import DEFAULT_RULES, TieRules

ONLY = "AND tc.client_id = ANY(%(client_ids)s)"


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


def tie_rows(
    as_of: date | None = None, *, client_ids: Iterable[int] | None = None, rules: TieRules = DEFAULT_RULES
) -> list[TieRow]:
    """Every tie as of the end of `as_of` (today), from the touches known by then; of `client_ids`, or of everybody."""
    day = firm_day(as_of)
    facts, values = facts_sql(day, client_ids=client_ids, rules=rules)
    columns = "colleague_id, person_id, client_id, touches, first_on, last_on, answered_on"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {facts} SELECT {columns}, {tie_sql.STRENGTH} FROM tie t"  # noqa: S608 - constants only
            " ORDER BY client_id NULLS FIRST, person_id, colleague_id",
            values,
        )
        return [TieRow(*row) for row in cursor.fetchall()]


def strongest_ties(
    user: User, person_ids: Iterable[int], *, on: date | None = None, rules: TieRules = DEFAULT_RULES
) -> dict[int, dict[int, float]]:
    """Person -> colleague -> strength today: the strongest among the clients that `user` may see."""
    ties = Tie.objects.visible_to(user).filter(person_id__in=list(person_ids))
    rows = ties.with_strength(firm_day(on).on, rules).values("person_id", "colleague_id")
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for row in rows.annotate(best=Max("strength")).order_by("-best", "colleague_id"):
        found[row["person_id"]][row["colleague_id"]] = row["best"]
    return found


def facts_sql(
    day: FirmDay, *, client_ids: Iterable[int] | None, rules: TieRules, clientless: bool = False
) -> tuple[str, dict[str, Any]]:
    """The CTEs up to `tie` and their parameters: ties at `client_ids`, ties `clientless`, or with None all of both."""
    only = "" if client_ids is None else ONLY
    hidden, walls = barred(only=only)
    at_clients = tie_sql.AT_CLIENTS.format(only=only, unbarred=UNBARRED)
    if clientless:
        source = tie_sql.WITHOUT_CLIENT
    elif client_ids is None:
        source = f"{at_clients} UNION ALL {tie_sql.WITHOUT_CLIENT}"
    else:
        source = at_clients
    values = {
        **walls,
        **tie_sql.parameters(rules),
        "client_ids": sorted(set(client_ids)) if client_ids is not None else None,
        "end": day.end,
        "zone": day.zone,
        "as_of": day.on,
    }
    return f"{hidden}, {tie_sql.TIE_FACTS.format(source=source)}", values
