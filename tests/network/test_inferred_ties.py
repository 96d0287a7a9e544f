"""What is inferred stays below what was lived, grows with what was shared and fades with the years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from relationships.network import inferred_sql
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


@pytest.mark.django_db
def test_the_statement_and_the_formula_are_one() -> None:
    """As far as the last bits of a double: years, crowd, days since; touchpoints."""
    drawn = [
        (since, until, known) for since in (0, 400, 9000) for until in (0, 30, 3000) for known in (1, 10, 11, 77, 5000)
    ]
    given = [
        (TODAY - timedelta(days=since + until), TODAY - timedelta(days=until), known) for since, until, known in drawn
    ]
    years = inferred_sql.by_years(since="since", until="until", known="known")
    touches = inferred_sql.by_touches(touches="known", last_on="until")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {years}, {touches}"
            " FROM unnest(%(since)s::date[], %(until)s::date[], %(known)s::bigint[]) g (since, until, known)",
            dict(zip(("since", "until", "known"), map(list, zip(*given, strict=True)), strict=True)) | {"today": TODAY},
        )
        found = [each for row in cursor.fetchall() for each in row]
    meant = [
        trust
        for since, until, known in given
        for trust in (by_years(Shared(since, until, known), TODAY), by_touches(known, until, TODAY))
    ]
    assert found == pytest.approx(meant, rel=1e-12)
