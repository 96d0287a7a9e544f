"""Every bar opens clients, engagements and entries, and each step adds up to the one above to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.periods import Period, fiscal_year
from relationships.scoring.repeat_business import CHANGES, Bar, Policy, Segment, Within
from relationships.scoring.repeat_drill import Reading, standings, standings_sum
from relationships.scoring.repeat_entries import Slice, counted_entries, engagements, entries_sum
from relationships.scoring.repeat_queries import repeat_business
from tests.examples import examples
from tests.scoring.ledger import Entry, load
from tests.scoring.ledgers import ledgers, ownerships
from tests.scoring.test_repeat_definitions import definitions_ledger
from tests.scoring.test_repeat_properties import PERIODS, POLICIES, TODAY, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ALL = 1000


def reading(policy: Policy, period: Period, *within: Within) -> Reading:
    reader, _ = User.objects.get_or_create(email="reader@firm.example", defaults={"name": "Reader", "role": "partner"})
    return Reading(reader, policy, period, within, TODAY)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(), ownerships(), POLICIES, PERIODS)
def test_every_step_down_adds_up(entries, edges, policy, period):
    with ledger(entries, edges):
        look = reading(policy, period)
        whole = repeat_business(policy=policy, period=period, user=look.user, today=TODAY)
        for bar in CHANGES:
            rows = standings(look, bar=bar, limit=ALL)
            sums = standings_sum(look, bar=bar)
            assert sum(row.change for row in rows) == sums.change == whole.bridge[bar]
            assert len(rows) == sums.count == whole.sums.bar_clients[bar]
            for row in rows:
                group = Client.objects.get(public_id=row.public_id)
                work = engagements(look, Slice(group.pk), limit=ALL)
                wanted = Slice(group.pk)
                found = entries_sum(look, wanted)
                assert (found.previous, found.current) == (row.previous, row.current)
                assert sum(each.change for each in work) == row.change
                assert (
                    sum(each.entries for each in work) == found.count == len(counted_entries(look, wanted, limit=ALL))
                )
        assert standings_sum(look, bar=Bar.CURRENT).current == whole.total == entries_sum(look, Slice()).current
        assert standings_sum(look, bar=Bar.CURRENT).repeat == whole.repeat
        assert standings_sum(look, bar=Bar.PREVIOUS).previous == entries_sum(look, Slice()).previous
        for part in repeat_business(policy=policy, period=period, user=look.user, today=TODAY, by=Segment.PARTNER).by:
            inside = reading(policy, period, Within(Segment.PARTNER, part.id))
            assert standings_sum(inside, bar=Bar.CURRENT).current == part.total
            assert standings_sum(inside, bar=Bar.CURRENT).repeat == part.repeat
            assert entries_sum(inside, Slice(with_previous=False)).current == part.total


def test_a_client_whose_year_comes_to_nothing_is_listed_when_repeat_business_moved():
    fee = Entry("1", "Ash", date(2024, 1, 1), Decimal(1))
    with ledger(
        [fee, replace(fee, external_id="2", booked_on=date(2024, 7, 1), amount=Decimal(-1), kind="write_off")], []
    ):
        look = reading(Policy(lookback="12", mode="rolling"), fiscal_year(2024))
        whole = repeat_business(policy=look.policy, period=look.period, user=look.user, today=TODAY)
        sums = standings_sum(look, bar=Bar.CURRENT)
    assert (whole.total, whole.repeat) == (0, -1) == (sums.current, sums.repeat)


def test_the_clients_behind_the_definitions_bridge():
    load(definitions_ledger())
    look = reading(Policy(), fiscal_year(2024))
    names = {bar: [row.name for row in standings(look, bar=bar, limit=ALL)] for bar in Bar}
    assert names == {
        Bar.PREVIOUS: ["Birch", "Acme", "Elm", "Dune", "Gale"],
        Bar.LOST: ["Elm"],
        Bar.SHRUNK: ["Birch", "Dune"],
        Bar.GROWN: ["Gale", "Acme"],
        Bar.REACTIVATED: ["Fig", "Cedar"],
        Bar.NEW: ["Iris", "Hazel", "Jade"],
        Bar.CORRECTIONS: [],
        Bar.CURRENT: ["Iris", "Acme", "Gale", "Birch", "Hazel", "Fig", "Cedar", "Dune", "Jade"],
    }
    assert [row.name for row in standings(look, bar=Bar.CURRENT, existing=True, limit=2, offset=1)] == ["Gale", "Birch"]


def test_the_engagements_and_entries_behind_a_group():
    load(definitions_ledger())
    look = reading(Policy(), fiscal_year(2024))
    acme = Client.objects.get(name="Acme")
    assert [(each.client, each.name, each.change) for each in engagements(look, Slice(acme.pk), limit=ALL)] == [
        ("Acme UK", "A3", -180_000),
        ("Acme UK", "A4", 160_000),
        ("Acme France", "AF1", 110_000),
    ]
    one = Engagement.objects.get(name="A4")
    ids = [
        each.id for each in counted_entries(look, Slice(acme.pk, one_engagement=True, engagement_id=one.pk), limit=ALL)
    ]
    assert list(LedgerEntry.objects.filter(pk__in=ids).values_list("external_id", flat=True)) == ["L11"]
    ids = [each.id for each in counted_entries(look, Slice(with_previous=False), limit=3, offset=1)]
    days = [LedgerEntry.objects.get(pk=each).booked_on for each in ids]
    assert days == [date(2024, 9, 10), date(2024, 8, 1), date(2024, 7, 1)]
