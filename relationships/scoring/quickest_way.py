"""What would raise a client's health most: each act is put in and the score really computed anew. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from relationships.network.tie_rules import LIVING
from relationships.network.tie_strength import LN2, Touch, tie_facts, tie_strength
from relationships.scoring.health import health
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_measures import SEATS
from relationships.scoring.health_rules import HealthRules

Pair = tuple[int, int]


@dataclass(frozen=True)
class Situation:
    """A client today, in enough detail to put one more meeting in. A pair is a person's and a colleague's id.

    `ties` are strengths 0-100 of pairs that count here today, `practices` ids by colleague (0: none), `seats` who holds
    which, `recent` the client's touches of the days that momentum looks at, `of_pair` all touches of a pair. What is
    `declared` of a pair stays, whatever they do. `names` of colleagues are theirs, by id.
    """

    inputs: HealthInputs
    day: int
    ties: Mapping[Pair, float]
    practices: Mapping[int, int]
    seats: Mapping[str, Collection[int]]
    recent: Collection[Touch]
    of_pair: Mapping[Pair, Collection[Touch]]
    declared: Collection[Pair] = ()
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """Colleague meets person: the score would become `score`, `gain` higher. Without a pair: any answered talk."""

    person_id: int | None
    colleague_id: int | None
    score: float
    gain: float


def quickest_ways(situation: Situation, pairs: Iterable[Pair], rules: HealthRules, most: int = 3) -> list[Way]:
    """The best ways up, one per person, best first; only those that gain at least half a point."""
    before = health(situation.inputs, rules).score
    if before is None:
        return []
    best: dict[int | None, Way] = {}
    for pair in (*pairs, None):
        score = health(after_meeting(situation, pair, rules), rules).score or 0.0
        person_id, colleague_id = pair or (None, None)
        way = Way(person_id, colleague_id, score, round(score - before, 1))
        if way.gain >= 0.5 and (person_id not in best or way.gain > best[person_id].gain):
            best[person_id] = way
    ranked = sorted(best.values(), key=lambda way: (-way.gain, way.person_id is None))
    named = [way for way in ranked if way.person_id is not None]
    return named[:most] or ranked[:1]


def deeds(inputs: HealthInputs, rules: HealthRules) -> list[tuple[str, float]]:
    """What could be done besides meeting somebody, each with the score that it would make: computed anew, not guessed."""
    found = []
    if inputs.disputed_on is not None:
        found.append(("Settling every open dispute", replace(inputs, disputed_on=None)))
    if inputs.promises_overdue:
        kept = replace(
            inputs,
            promises_overdue=inputs.promises_overdue - 1,
            kept=inputs.kept + 1,
            promises_kept=inputs.promises_kept + 1,
            promises_settled=inputs.promises_settled + 1,
        )
        found.append(("Keeping an overdue promise", kept))
    return [(act, health(changed, rules).score or 0.0) for act, changed in found]


def after_meeting(situation: Situation, pair: Pair | None, rules: HealthRules) -> HealthInputs:
    """The facts as they would be after one meeting today; with `pair`, of these two."""
    inputs = situation.inputs
    meeting = Touch(situation.day, "meeting", "mutual")
    quarter, year_before = two_way_sums([*situation.recent, meeting], situation.day, rules)
    changed = replace(
        inputs,
        touches=inputs.touches + 1,
        first_touch_on=inputs.first_touch_on or inputs.as_of,
        answered_on=inputs.as_of,
        quarter=quarter,
        year_before=year_before,
    )
    if pair is None:
        return changed
    facts = tie_facts([*situation.of_pair.get(pair, ()), meeting], interval_days=inputs.interval_days, rules=rules.tie)
    assert facts
    strength = tie_strength(facts, situation.day, rules.tie)
    ties = {pair: strength, **situation.ties} if pair in situation.declared else {**situation.ties, pair: strength}
    is_new = not any(person == pair[0] for person, _ in situation.ties)
    known = inputs.people + (is_new and not any(pair[0] in held for held in situation.seats.values()))
    found: dict[str, Any] = picture(ties, situation.practices, situation.seats)
    return replace(changed, people=max(known, 1), **found)


def picture(
    ties: Mapping[Pair, float], practices: Mapping[int, int], seats: Mapping[str, Collection[int]]
) -> dict[str, Any]:
    """Best tie per seat, and what has living ties: what `health_sql.DAY` finds for many clients at once."""
    living = [pair for pair, strength in ties.items() if strength >= LIVING]
    return {
        **{seat: _best(ties, seats.get(seat, ())) for seat in SEATS},
        "living_people": len({person for person, _ in living}),
        "living_practices": len({practices.get(colleague, 0) for _, colleague in living}),
        "living_colleagues": len({colleague for _, colleague in living}),
    }


def _best(ties: Mapping[Pair, float], holders: Collection[int]) -> float | None:
    if not holders:
        return None
    return max((strength for (person, _), strength in ties.items() if person in holders), default=0.0)


def two_way_sums(touches: Iterable[Touch], day: int, rules: HealthRules) -> tuple[float, float]:
    """`quarter` and `year_before` of `HealthInputs`: what `health_sql.DAY` sums up for many clients at once."""
    said: dict[tuple[int, str], set[str]] = {}
    for touch in touches:
        sides = {"ours", "theirs"} if touch.direction == "mutual" else {touch.direction}
        said.setdefault((touch.day, touch.kind), set()).update(sides)
    spoke = {side: sorted({on for (on, _), sides in said.items() if side in sides}) for side in ("ours", "theirs")}
    quarter = year_before = 0.0
    for on, _ in sorted(said):
        answered = all(any(abs(on - other) <= rules.tie.answer_days for other in spoke[side]) for side in spoke)
        age = day - on
        if answered and age < rules.quarter_days:
            quarter += math.exp(-LN2 * age / rules.quarter_days)
        elif answered and age < rules.quarter_days + rules.year_days:
            year_before += math.exp(-LN2 * (age - rules.quarter_days) / rules.year_days)
    return quarter, year_before
