"""Second engagements: by hand, against a slow reading of the same words, and behind a wall."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.foundation.periods import fiscal_year_of, shift_months
from relationships.scoring.repeat_business import Policy
from relationships.scoring.second_engagement import SecondEngagements, Spell, curve
from relationships.scoring.second_engagement_queries import on_the_clock, second_engagements
from tests.examples import examples
from tests.scoring.ledger import Edge, Entry, load
from tests.scoring.ledgers import ledgers

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
TODAY = date(2024, 12, 31)
ENTITY = Policy(level="entity")


def fee(number: int, client: str, day: date, work: str = "", amount: int = 100) -> Entry:
    return Entry(str(number), client, day, Decimal(amount), engagement=work)


def seen(policy: Policy = ENTITY, user: User | None = None) -> SecondEngagements:
    return second_engagements(policy=policy, user=user, today=TODAY)


OLD = fee(0, "Oldest", date(2019, 3, 1), "first")
STORY = [
    OLD,
    fee(1, "Ash", date(2022, 1, 10), "audit"),
    fee(2, "Ash", date(2022, 1, 10), "tax"),  # the same day: both are the first
    fee(3, "Ash", date(2022, 4, 20), "audit"),
    fee(4, "Ash", date(2023, 2, 10), "deal"),  # 396 days
    fee(5, "Birch", date(2022, 6, 1), "audit"),
    fee(6, "Birch", date(2022, 6, 11), "tax"),  # 10 days
    fee(7, "Cedar", date(2022, 7, 1), "audit"),
    fee(8, "Dune", date(2022, 8, 1)),  # nothing is named
    fee(9, "Elm", date(2024, 12, 1), "audit"),
]


def test_by_hand() -> None:
    load(STORY)
    found = seen()
    young, old = found.cohorts
    assert (old.year, old.clients, old.came, old.soon, old.ripe, old.median_days) == (2022, 3, 2, 1, True, 203)
    assert (young.year, young.clients, young.came, young.ripe, young.median_days) == (2024, 1, 0, False, None)
    assert (found.unnamed, found.first) == (1, 2019)


def test_new_clients_are_on_the_clock_until_other_work_begins() -> None:
    load([*STORY, fee(10, "Elm", date(2024, 12, 5), "audit", 50)])
    [elm] = on_the_clock(policy=ENTITY, user=None, today=TODAY)
    assert (elm.day, elm.left, elm.fees) == (30, 70, 150)


def test_a_group_has_one_first_engagement() -> None:
    load([*STORY, fee(11, "Fir", date(2023, 6, 1), "deal")], [Edge("Fir", "Cedar")])
    assert [cohort.came for cohort in seen(Policy(level="group")).cohorts] == [0, 3]


def test_the_clients_of_the_ledgers_first_year_may_be_old_ones() -> None:
    load([OLD])
    assert (seen().cohorts, seen().curve[0]) == ([], None)


def test_an_empty_ledger() -> None:
    assert seen() == SecondEngagements([], [None] * 37, 0, None)
    assert on_the_clock(policy=ENTITY, user=None) == []


def test_a_curve_by_hand() -> None:
    spells = [Spell(1, True, 2), Spell(1, False, 4), Spell(3, True, 1), Spell(3, False, 3)]
    assert curve(spells, months=4) == [Decimal(0), Decimal("0.2"), Decimal("0.2"), Decimal("0.4"), None]


@given(st.lists(st.builds(Spell, st.integers(0, 12), st.booleans(), st.integers(1, 9)), max_size=20))
def test_a_curve_never_falls_and_is_a_share(spells) -> None:
    known = [share for share in curve(spells, months=12) if share is not None]
    assert known == sorted(known)
    assert all(0 <= share <= 1 for share in known)


def slowly(entries: list[Entry]) -> dict[int, tuple[int, list[int], int]]:
    """By cohort year: clients, days to the second engagement, how many within twelve months."""
    fees = [each for each in entries if each.kind == "fee" and each.amount > 0 and not each.archived]
    booked = [each for each in entries if not each.archived]
    cohorts: dict[int, tuple[int, list[int], int]] = {}
    for client in {each.client for each in fees}:
        own = [each for each in fees if each.client == client]
        start = min(each.booked_on for each in own)
        first = {each.engagement for each in own if each.booked_on == start} - {""}
        year = fiscal_year_of(start)
        if not first or year == min(each.booked_on for each in booked).year:
            continue
        others = [each.booked_on for each in own if each.engagement and each.engagement not in first]
        clients, days, soon = cohorts.get(year, (0, [], 0))
        days = [*days, (min(others) - start).days] if others else days
        soon += bool(others) and min(others) < shift_months(start, 12)
        cohorts[year] = (clients + 1, days, soon)
    return cohorts


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(fewest=6))
def test_as_a_slow_reading_counts_them(entries) -> None:
    with transaction.atomic():
        load(entries)
        found = {
            each.year: (each.clients, each.came, each.soon, each.median_days and round(each.median_days, 1))
            for each in seen().cohorts
        }
        transaction.set_rollback(True)
    assert found == {
        year: (clients, len(days), soon, round(Decimal(median(days)), 1) if days else None)
        for year, (clients, days, soon) in slowly(entries).items()
    }


def test_walled_clients_might_as_well_not_exist() -> None:
    outsider = User.objects.create_user("outsider@example.com", name="Outsider", role="partner")
    load(STORY)
    started = timezone.now() - timedelta(days=1)
    for name in ("Birch", "Elm"):
        Wall.objects.create(
            client=Client.objects.unscoped(reason="test").get(name=name), reason="Mandate", starts_at=started
        )
    behind = seen(user=outsider), on_the_clock(policy=ENTITY, user=outsider, today=TODAY)
    [cohort] = behind[0].cohorts
    assert (cohort.clients, cohort.came) == (2, 1)
    assert behind[1] == []


def test_one_offs_apart_begin_nothing() -> None:
    load([OLD, *(replace(each, one_off=each.external_id == "4") for each in STORY[1:])])
    assert [cohort.came for cohort in seen(replace(ENTITY, one_offs="apart")).cohorts] == [0, 1]
