"""Long answers that are kept: the ledger's own, honest about changes, blind behind walls, never waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.clients.visible_groups import hidden_from
from relationships.engagements.models import LedgerEntry
from relationships.foundation.firm_day import FirmDay
from relationships.foundation.periods import Period, Span, fiscal_year
from relationships.scoring import (
    forecast_queries,
    repeat_differences,
    repeat_document_refresh,
    repeat_documents,
    repeat_refresh,
)
from relationships.scoring.models import RepeatDocument
from relationships.scoring.repeat_business import Policy, ShareReason
from relationships.scoring.repeat_differences import differences_as_kept
from relationships.scoring.repeat_documents import Wish, recall
from relationships.scoring.repeat_queries import repeat_periods
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_refresh import refresh
from relationships.scoring.second_engagement_queries import second_engagements_as_kept
from tests.examples import examples
from tests.scoring.ledger import Entry, load
from tests.scoring.ledgers import ledgers, ownerships
from tests.scoring.test_repeat_properties import POLICIES, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
TODAY = date(2024, 6, 30)
LONG = 60


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(fewest=6), ownerships(), POLICIES)
def test_the_forecast_stands_on_the_figures_of_every_other_page(entries, edges, policy) -> None:
    with ledger(entries, edges):
        document = forecast_queries.counted_forecast(Wish("forecast", Question(policy, (), TODAY)))
        if document is None:
            return
        known = {(year, part): (existing, other) for year, part, existing, other in document["known"]}
        year, elapsed = document["year"], document["elapsed"]
        asked = [(past, part) for past in range(2020, year) for part in (0.25, 0.5, 0.75, elapsed, 1.0)]
        asked += [(year, elapsed)]
        periods = [
            Period(fiscal_year(past).start, forecast_queries._end(past, part, 1), past, 1, Span.TO_DATE)
            for past, part in asked
        ]
        found = repeat_periods(policy=policy, periods=periods, user=None, today=TODAY)
        for key, each in zip(asked, found, strict=True):
            if key in known:
                assert known[key] == (float(each.repeat), float(each.total - each.repeat)), key
            else:
                assert each.share_reason == ShareReason.NO_EARLIER_FEE or key[0] < min(past for past, _ in known)


def fee(client: str, year: int, work: str, amount: int = 100, month: int = 3) -> Entry:
    key = f"{client}{year}{month}{work}"
    return Entry(key, client, date(year, month, 1), Decimal(amount), engagement=work)


ENTRIES = [
    *(fee("Ash", year, f"work {year}") for year in range(2019, 2025)),
    *(fee("Birch", year, "audit") for year in (2020, 2022, 2023)),
    *(fee(f"New {year}", year, "first", month=5) for year in range(2020, 2025)),
]


@pytest.fixture(autouse=True)
def _today():
    day = FirmDay(TODAY, "UTC")

    def firm_day(on: date | None = None) -> FirmDay:
        return FirmDay(on, "UTC") if on else day

    with (
        mock.patch.object(repeat_refresh, "firm_day", side_effect=firm_day),
        mock.patch.object(repeat_documents, "firm_day", side_effect=firm_day),
    ):
        yield


@pytest.fixture
def question(db) -> Question:
    load(ENTRIES)
    return Question(Policy(), (), TODAY, ())


def book(client: str, day: date = date(2024, 4, 1)) -> None:
    owner = Client.objects.unscoped(reason="test").get(name=client)
    LedgerEntry.objects.create(
        client=owner,
        booked_on=day,
        kind="fee",
        amount=50,
        base_amount=50,
        currency="EUR",
        source="t",
        external_id=client,
    )


def test_what_is_kept_is_what_the_ledger_says_and_says_when_it_is_behind(question) -> None:
    straight = second_engagements_as_kept(question)
    assert straight.kept is not None
    assert not straight.kept.stale
    refresh(seconds=LONG)
    kept = second_engagements_as_kept(question)
    assert (kept.found, kept.clock) == (straight.found, straight.clock)
    assert [each.client_id for each in kept.clock]

    before = timezone.now()
    book("New 2024")
    waiting = second_engagements_as_kept(question)
    assert waiting.kept is not None
    assert waiting.kept.stale
    assert waiting.kept.as_of >= before - timedelta(seconds=1)
    assert waiting.clock == kept.clock, "what is kept is shown until it is counted anew"
    repeat_refresh.fold()
    assert RepeatDocument.objects.get().stale_since is not None
    RepeatDocument.objects.update(seconds=0)
    refresh(seconds=LONG)
    fresh = second_engagements_as_kept(question)
    assert fresh.kept is not None
    assert not fresh.kept.stale
    assert {each.fees for each in fresh.clock} == {Decimal(150)}


def test_what_took_long_rests_before_it_is_counted_anew(question) -> None:
    second_engagements_as_kept(question)
    refresh(seconds=LONG)
    RepeatDocument.objects.update(seconds=30)
    counted = RepeatDocument.objects.get().computed_at
    book("Ash")
    refresh(seconds=LONG)
    assert RepeatDocument.objects.get().computed_at == counted
    RepeatDocument.objects.update(computed_at=counted - timedelta(seconds=601))
    refresh(seconds=LONG)
    assert RepeatDocument.objects.get().computed_at > counted


def test_a_change_behind_a_wall_makes_nothing_stale_outside(question) -> None:
    outsider = User.objects.create_user("o@firm.example", name="Outsider", role="partner")
    birch = Client.objects.unscoped(reason="test").get(name="Birch")
    Wall.objects.create(client=birch, reason="Mandate", starts_at=timezone.now() - timedelta(days=1))
    outside = replace(question, hidden=hidden_from(outsider))
    for each in (question, outside):
        second_engagements_as_kept(each)
    refresh(seconds=LONG)
    book("Birch")
    seen = recall(Wish("second engagement", outside))
    assert seen is not None
    assert not seen.stale
    repeat_refresh.fold()
    stale = dict(RepeatDocument.objects.values_list("key", "stale_since"))
    assert stale[Wish("second engagement", outside).key] is None
    assert stale[Wish("second engagement", question).key] is not None


def test_a_new_day_counts_anew_and_keeps_the_place_of_yesterdays(question) -> None:
    year = replace(question, periods=(fiscal_year(2023),))
    differences_as_kept(year, Policy(lookback="12"))
    second_engagements_as_kept(question)
    refresh(seconds=LONG)
    tomorrow = FirmDay(TODAY + timedelta(days=1), "UTC")
    RepeatDocument.objects.update(computed_at=tomorrow.end - timedelta(days=1, seconds=1))
    kept = recall(Wish("second engagement", replace(question, today=tomorrow.on)))
    assert kept is not None
    assert kept.stale
    assert repeat_document_refresh.refresh_documents(tomorrow, until=10**12) is False
    assert set(RepeatDocument.objects.values_list("asked_on", flat=True)) == {tomorrow.on}
    assert RepeatDocument.objects.count() == 2


def test_a_difference_is_kept_with_exact_sums(question, monkeypatch) -> None:
    year = replace(question, periods=(fiscal_year(2023), fiscal_year(2022)))
    straight = differences_as_kept(year, Policy(lookback="12"))
    refresh(seconds=LONG)
    kept = differences_as_kept(year, Policy(lookback="12"))
    assert kept.found == straight.found
    assert [(each.count, each.change) for each in kept.found] == [(0, Decimal(0)), (1, Decimal(-100))]
    monkeypatch.setattr(repeat_differences, "MOST_ROWS", 0)
    RepeatDocument.objects.update(document=None)
    refresh(seconds=LONG)
    cut = differences_as_kept(year, Policy(lookback="12")).found[1]
    assert (cut.count, cut.change, cut.rows) == (1, Decimal(-100), [])
