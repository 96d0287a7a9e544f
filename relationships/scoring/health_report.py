"""Health of many clients as one document: what `manage.py health` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from relationships.clients.models import Client
from relationships.foundation.firm_day import FirmDay
from relationships.scoring.health import CAP, Cap, Score, health
from relationships.scoring.health_evidence import cap_reason, evidence
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_policy import Policy
from relationships.scoring.health_queries import firm_figures, gather

CHUNK = 1000


def reports(day: FirmDay, clients: Sequence[Client], policy: Policy) -> Iterator[dict[str, Any]]:
    """One report per client, in their order, computed from the facts known by the end of `day` and written nowhere."""
    firm = firm_figures(day)
    for first in range(0, len(clients), CHUNK):
        chunk = clients[first : first + CHUNK]
        found = gather(day, [client.pk for client in chunk], policy.rules, firm=firm, past=True)
        for client in chunk:
            inputs = found[client.pk]
            yield report(client.name, inputs, health(inputs, policy.rules), policy)


def report(name: str, inputs: HealthInputs, score: Score, policy: Policy) -> dict[str, Any]:
    """One client: score, grade, coverage, caps with reasons, and the parts that add up to the score."""
    return {
        "client": name,
        "score": score.score,
        "grade": score.grade or None,
        "coverage": score.coverage,
        "caps": [{"key": cap.key, "limit": cap.limit, "reason": cap_reason(cap, policy.rules)} for cap in score.caps],
        "measures": [
            {
                "key": each.key,
                "weight": each.weight,
                "value": each.value,
                "points": each.points,
                "evidence": part_evidence(each.key, inputs, score.caps, policy),
            }
            for each in score.measures
        ],
    }


def part_evidence(
    key: str, inputs: HealthInputs, caps: Sequence[Cap], policy: Policy, *, with_fees: bool = True
) -> str:
    """The sentence behind one part; behind the points that a cap takes, the strictest cap's reason."""
    if key == CAP:
        return cap_reason(caps[0], policy.rules, with_fees=with_fees)
    return evidence(key, inputs, policy.rules)


def document(day: FirmDay, clients: Sequence[Client], policy: Policy) -> Iterator[str]:
    """`{as_of, policy_version, clients: […]}` piece by piece, so that a large firm needs no large memory."""
    yield f'{{"as_of": "{day.on.isoformat()}", "policy_version": {policy.version}, "clients": ['
    for place, each in enumerate(reports(day, clients, policy)):
        yield ("" if place == 0 else ", ") + json.dumps(each, ensure_ascii=False)
    yield "]}\n"
