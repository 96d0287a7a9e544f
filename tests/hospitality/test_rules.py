"""The rules without a database: how long a line is believed, which words warn, which day is meant, what is in hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relationships.foundation.special_categories import REASONS, found_in, warning
from relationships.hospitality.balance import balance
from relationships.hospitality.believing import expires_before, expires_on, next_time
from relationships.hospitality.yearly_day import NoSuchDay, yearly_day


def test_a_line_is_believed_until_the_day_two_years_later() -> None:
    assert expires_on(date(2024, 11, 22)) == date(2026, 11, 22)
    assert expires_on(date(2024, 2, 29)) == date(2026, 2, 28)


def test_the_question_to_the_database_agrees_with_each_line() -> None:
    for day in range(800):
        today = date(2026, 1, 1) + timedelta(days=day)
        limit = expires_before(today)
        for confirmed in (limit - timedelta(days=1), limit, limit + timedelta(days=1)):
            assert (expires_on(confirmed) <= today) == (confirmed <= limit), (today, confirmed)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("She is allergic to nuts", "health"),
        ("Leidet an Zöliakie", "health"),
        ("he keeps Ramadan", "religion"),
        ("votes for the other side", "politics"),
        ("im Betriebsrat", "union"),
        ("he is gay", "sexuality"),
        ("her daughter rides", "children"),
        ("wegen seiner Hautfarbe", "ethnicity"),
    ],
)
def test_a_word_of_what_is_not_written_down_is_found_with_its_reason(text: str, category: str) -> None:
    (found,) = found_in(text)
    assert found.category == category
    assert f"“{found.word}”" in warning([found])
    assert REASONS[category][1] in warning([found])


@pytest.mark.parametrize(
    "text",
    [
        "Hospitality suite at Novagen Therapeutics, with Christian Jude Bishop of Marrow Diagnostics",
        "A kind man, careful and conservative; likes a horse race, a mass of detail and European Union law",
        "No nuts, no pork, ground floor. Sucht das Gespräch.",
        "",
    ],
)
def test_what_mostly_means_something_else_warns_nobody(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14 May", (5, 14, None)),
        ("14. sept 1971", (9, 14, 1971)),
        ("May 14, 1971", (5, 14, 1971)),
        ("14.5.", (5, 14, None)),
        ("1971-06-05", (6, 5, 1971)),
        ("29 February", (2, 29, None)),
    ],
)
def test_a_day_of_the_year_is_read_as_people_write_it(typed: str, read: tuple[int, int, int | None]) -> None:
    day = yearly_day(typed)
    assert (day.month, day.day, day.year) == read
    assert yearly_day(str(day)) == day


@pytest.mark.parametrize("typed", ["", "30 February", "29 February 2023", "soon", "14 Ma1", "5 ju 1800", "٣ May٣"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchDay):
        yearly_day(typed)


def test_a_yearly_date_comes_today_or_later() -> None:
    assert next_time(11, 22, date(2026, 11, 22)) == date(2026, 11, 22)
    assert next_time(11, 21, date(2026, 11, 22)) == date(2027, 11, 21)
    assert next_time(2, 29, date(2026, 11, 22)) == date(2027, 2, 28)


def test_the_balance_is_red_until_more_was_given_than_asked() -> None:
    assert balance({}).is_red
    assert balance({"introduction": 1, "referral": 1}).is_red
    assert balance({"introduction": 1, "reference": 1}).points == 1
    assert not balance({"introduction": 1, "reference": 1}).is_red
    assert balance({"survey": 2}).words == "2 owed"
    assert balance({"help": 1}).after_asking("referral") == -1
