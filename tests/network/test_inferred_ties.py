"""What is inferred stays below what was lived, grows with what was shared and fades with the years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from relationships.network.inferred_ties import Shared, by_touches, by_years
from relationships.network.tie_rules import LIVING

TODAY = date(2026, 11, 22)
FOUR_YEARS = Shared(date(2022, 11, 22), TODAY)


def test_nothing_inferred_is_a_living_tie() -> None:
    assert by_years(Shared(date(1980, 1, 1), TODAY), TODAY) < LIVING
    assert by_touches(10_000, TODAY, TODAY) < LIVING


def test_more_years_together_are_surer() -> None:
    strengths = [by_years(Shared(TODAY - timedelta(days=365 * years), TODAY), TODAY) for years in range(6)]
    assert strengths == sorted(strengths)
    assert strengths[0] > 0


def test_it_fades_with_the_years_since() -> None:
    long_ago = Shared(date(2016, 11, 22), date(2020, 11, 22))
    assert by_years(long_ago, TODAY) < by_years(FOUR_YEARS, TODAY) / 1.9


def test_in_a_crowd_two_need_not_have_met() -> None:
    assert by_years(replace(FOUR_YEARS, known_there=10), TODAY) == by_years(FOUR_YEARS, TODAY)
    assert round(by_years(replace(FOUR_YEARS, known_there=40), TODAY) * 2, 6) == round(by_years(FOUR_YEARS, TODAY), 6)


def test_every_meeting_with_both_adds() -> None:
    assert by_touches(1, TODAY, TODAY) < by_touches(4, TODAY, TODAY) < by_touches(9, TODAY, TODAY)
