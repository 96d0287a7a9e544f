"""Relationship health of a client, 0-100 with grade and coverage (docs/definitions.md §4, worked out in docs/health.md).

Pure: facts of one day in, score and its exact explanation out. Health is about the relationship, for deciding what to
do next; it predicts nothing by itself and never ranks people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from relationships.network.tie_rules import LIVING
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_measures import MEASURES
from relationships.scoring.health_rules import DEFAULT_RULES, HealthRules
from relationships.scoring.shares_of_points import rounded_parts

CAP = "cap"


@dataclass(frozen=True)
class Measure:
    """One part of the score. `value` is 0-1, None without data; `points` of all parts add up to the score.

    The part `cap` (weight 0) holds the points that a cap takes away.
    """

    key: str
    weight: float
    value: float | None
    points: float


@dataclass(frozen=True)
class Cap:
    """Why the score can't be above `limit`."""

    key: str
    limit: float


@dataclass(frozen=True)
class Score:
    """`score` is None and `grade` empty below minimum data. `coverage`: the share of weight that had data, 0-1."""

    score: float | None
    grade: str
    coverage: float
    caps: list[Cap]
    measures: list[Measure]


def health(inputs: HealthInputs, rules: HealthRules = DEFAULT_RULES) -> Score:
    """The weighted mean of the measures that have data, to a tenth of a point, no higher than its caps."""
    values = {key: measure(inputs, rules) for key, measure in MEASURES.items()}
    weights = {key: rules.weights[key] for key in MEASURES}
    known = sum(weight for key, weight in weights.items() if values[key] is not None)
    coverage = round(known / sum(weights.values()), 4)
    caps = standing_caps(inputs, rules)
    if not known or is_too_little(inputs, rules):
        return Score(None, "", coverage, caps, _parts(values, weights, dict.fromkeys(values, 0.0)))
    exact = {key: 100 * weights[key] * (value or 0.0) / known for key, value in values.items()}
    uncapped = round(sum(exact.values()), 1)
    points = dict(zip(exact, rounded_parts(list(exact.values()), uncapped, 1), strict=True))
    measures = _parts(values, weights, points)
    score = min([uncapped, *(cap.limit for cap in caps)])
    if score < uncapped:
        measures.append(Measure(CAP, 0.0, None, round(score - uncapped, 1)))
    return Score(score, grade_of(score, rules), coverage, caps, measures)


def _parts(values: dict[str, float | None], weights: dict[str, float], points: dict[str, float]) -> list[Measure]:
    return [
        Measure(key, weights[key], None if value is None else round(value, 4), points[key])
        for key, value in values.items()
    ]


def is_too_little(inputs: HealthInputs, rules: HealthRules = DEFAULT_RULES) -> bool:
    """Whether there are too few touchpoints, or over too few days, to judge at all."""
    return inputs.touches < rules.minimum_touches or inputs.history_days < rules.minimum_days


def grade_of(score: float, rules: HealthRules = DEFAULT_RULES) -> str:
    """The best grade whose lowest score is reached."""
    reached = [(floor, grade) for grade, floor in rules.bands.items() if score >= floor]
    return max(reached)[1]


def standing_caps(inputs: HealthInputs, rules: HealthRules) -> list[Cap]:
    """The caps whose reason holds, strictest first.

    `key_contact_left`: a decision maker left the client within a year, and nobody has a living tie to another one.
    `single_thread`: above 2 % of the firm's net fees, and no two people, or no two colleagues, have living ties.
    `open_dispute`: somebody flagged a dispute that is not settled.
    """
    left = inputs.days_since(inputs.decider_left_on)
    share = inputs.share_of_firm
    holds = {
        "key_contact_left": left is not None
        and left <= rules.departure_days
        and (inputs.decision_maker or 0.0) < LIVING,
        "single_thread": share is not None
        and share > rules.large_share
        and inputs.people > 0
        and min(inputs.living_people, inputs.living_colleagues) <= 1,
        "open_dispute": inputs.disputed_on is not None,
    }
    caps = [Cap(key, float(rules.caps[key])) for key, standing in holds.items() if standing]
    return sorted(caps, key=lambda cap: (cap.limit, cap.key))


def as_stored(score: Score) -> dict[str, Any]:
    """The columns that a table of scores keeps."""
    return {
        "score": score.score,
        "grade": score.grade,
        "coverage": score.coverage,
        "caps": [{"key": cap.key, "limit": cap.limit} for cap in score.caps],
        "measures": [
            {"key": each.key, "weight": each.weight, "value": each.value, "points": each.points}
            for each in score.measures
        ],
    }
