"""Whether stored ties and scores are what the facts say: a full recomputation beside what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.network.queries import facts_sql
from relationships.network.tie_rules import TieRules
from relationships.network.tie_sql import FACTS
from relationships.network.touch_sources import touches_of_clients, touches_without_client
from relationships.scoring.firm_changes import turned_clients
from relationships.scoring.health import as_stored, health
from relationships.scoring.health_policy import Policy, policy_numbered, policy_of
from relationships.scoring.health_queries import FirmFigures, firm_figures, gather
from relationships.scoring.models import Health, StaleMark

CHUNK = 1000
COMPARED = ("score", "grade", "coverage", "caps", "measures", "facts")

_TIES_DIFFER = """
WITH {facts}, stored AS (SELECT * FROM network_tie WHERE {scope})
SELECT COALESCE(s.client_id, f.client_id), COALESCE(s.person_id, f.person_id),
       COALESCE(s.colleague_id, f.colleague_id), ROW ({stored})::text, ROW ({fresh})::text
FROM stored s FULL JOIN tie f ON f.colleague_id = s.colleague_id AND f.person_id = s.person_id
                            AND COALESCE(f.client_id, 0) = COALESCE(s.client_id, 0)
WHERE ROW ({stored}) IS DISTINCT FROM ROW ({fresh})
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Difference:
    """`client` is an id; None for a tie without one."""

    client: int | None
    what: str
    stored: Any
    computed: Any


@dataclass
class Verification:
    """Clients that wait to be recomputed are not compared: their stored scores are known to be old."""

    checked: int = 0
    pending: int = 0
    differences: list[Difference] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        found = [asdict(each) for each in self.differences]
        return {"checked": self.checked, "pending": self.pending, "differences": found}


def verify() -> Verification:
    """Compare every client's ties and scores, each as of the day and under the policy it was computed for."""
    found = Verification(pending=StaleMark.objects.count())
    for (on, version), ids in _batches():
        day = FirmDay(on, firm_day().zone)
        policy = policy_numbered(version)
        found.checked += len(ids)
        found.differences += _scores_differ(day, ids, policy)
        found.differences += _ties_differ(day, policy.rules.tie, ids)
    today = firm_day()
    found.differences += _without_score()
    found.differences += _firm_differs(today)
    found.differences += _ties_differ(today, policy_of(today).rules.tie, None)
    return found


def _batches() -> Iterator[tuple[tuple[date, int], list[int]]]:
    rows = Health.objects.unscoped(reason="every score is checked").exclude(
        client_id__in=StaleMark.objects.values("client_id")
    )
    groups: dict[tuple[date, int], list[int]] = {}
    for client_id, on, version in rows.order_by("client_id").values_list("client_id", "as_of", "policy_version"):
        groups.setdefault((on, version), []).append(client_id)
    for key, ids in groups.items():
        for first in range(0, len(ids), CHUNK):
            yield key, ids[first : first + CHUNK]


def _scores_differ(day: FirmDay, ids: list[int], policy: Policy) -> Iterator[Difference]:
    """The firm's own figures are taken as stored: they move with every invoice, and matter only where they turn a cap."""
    inputs = gather(day, ids, policy.rules, firm=FirmFigures(0, None), past=True)
    stored = Health.objects.unscoped(reason="every score is checked").filter(client_id__in=ids)
    for row in stored.order_by("client_id").values("client_id", *COMPARED):
        firm = {name: row["facts"].get(name) for name in ("firm_practices", "firm_net")}
        facts = replace(inputs[row["client_id"]], **firm)
        expected = {"facts": facts.as_facts(), **as_stored(health(facts, policy.rules))}
        for name in COMPARED:
            if row[name] != expected[name]:
                yield Difference(row["client_id"], name, row[name], expected[name])


def _firm_differs(today: FirmDay) -> Iterator[Difference]:
    marked = set(StaleMark.objects.values_list("client_id", flat=True))
    for client_id in turned_clients(policy_of(today), firm_figures(today)):
        if client_id not in marked:
            yield Difference(client_id, "firm", "stored", "the firm's figures have passed this client")


def _without_score() -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM clients_client c WHERE NOT EXISTS (SELECT FROM scoring_health h WHERE h.client_id = c.id)"
            " AND NOT EXISTS (SELECT FROM scoring_stalemark m WHERE m.client_id = c.id) ORDER BY 1"
        )
        return [Difference(row[0], "health", None, "never computed") for row in cursor.fetchall()]


def _ties_differ(day: FirmDay, rules: TieRules, ids: list[int] | None) -> list[Difference]:
    source = touches_without_client() if ids is None else touches_of_clients()
    facts, values = facts_sql(source, day, client_ids=ids, rules=rules)
    statement = _TIES_DIFFER.format(
        facts=facts,
        scope="client_id IS NULL" if ids is None else "client_id = ANY(%(client_ids)s)",
        stored=", ".join(f"s.{name}" for name in FACTS),
        fresh=", ".join(f"f.{name}" for name in FACTS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            Difference(client, f"tie of person {person} and colleague {colleague}", stored, computed)
            for client, person, colleague, stored, computed in cursor.fetchall()
        ]
