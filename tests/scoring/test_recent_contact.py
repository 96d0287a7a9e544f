"""A night that only forgets what has become too old says what adding up every touch again would say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relationships.scoring.health_rules import DEFAULT_RULES
from relationships.scoring.recent_contact import RecentContact

DAYS = st.integers(min_value=0, max_value=900)
MOODS = st.dictionaries(DAYS, st.tuples(st.integers(-6, 6), st.integers(1, 3)), max_size=12)


def contact(answered: list[int], moods: dict[int, tuple[int, int]], until: int) -> RecentContact:
    told = [(on, *mood) for on, mood in sorted(moods.items()) if on <= until]
    return RecentContact(tuple(sorted(on for on in answered if on <= until)), tuple(n for each in told for n in each))


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, max_size=40), MOODS, st.lists(st.integers(1, 120), min_size=1, max_size=8))
def test_nights_lead_to_what_a_rebuild_finds(answered, moods, steps):
    day = 900
    kept = contact(answered, moods, day)
    for step in steps:
        day += step
        found = kept.facts(day, DEFAULT_RULES)
        # As the facts of a score are stored and read again.
        kept = RecentContact(*(tuple(json.loads(json.dumps(found[name]))) for name in ("answered_days", "moods")))
    assert found == contact(answered, moods, 900).facts(day, DEFAULT_RULES)


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, max_size=40), MOODS)
def test_the_sums_are_those_of_the_definition(answered, moods):
    day = 900
    found = contact(answered, moods, day).facts(day, DEFAULT_RULES)
    ages = [day - on for on in answered]
    assert found["quarter"] == pytest.approx(sum(0.5 ** (age / 90) for age in ages if age < 90), abs=1e-9)
    before = sum(0.5 ** ((age - 90) / 365) for age in ages if 90 <= age < 455)
    assert found["year_before"] == pytest.approx(before, abs=1e-9)
    fresh = [(0.5 ** ((day - on) / 90), *mood) for on, mood in moods.items() if day - on < 365]
    assert found["sentiments"] == sum(number for _, _, number in fresh)
    if fresh:
        weight = sum(number * fading for fading, _, number in fresh)
        assert found["sentiment"] == pytest.approx(sum(mood * fading for fading, mood, _ in fresh) / weight, abs=1e-9)
    else:
        assert found["sentiment"] is None
