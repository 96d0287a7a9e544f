"""Breakdowns by what a client is: tier, industry, and who brought it in."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.clients.models import Client, TeamMember
from relationships.engagements.models import Engagement
from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Bar, Policy, Segment, Within
from relationships.scoring.repeat_drill import standings, standings_sum
from relationships.scoring.repeat_entries import Slice, entries_sum
from relationships.scoring.repeat_queries import repeat_business
from relationships.scoring.repeat_segments import industry_id, segment_at, segment_keys
from tests.examples import examples
from tests.factories import WallFactory
from tests.scoring.ledger import Entry, load
from tests.scoring.ledgers import ledgers, ownerships
from tests.scoring.test_repeat_drill import ALL, reading
from tests.scoring.test_repeat_properties import PERIODS, POLICIES, TODAY, ledger, measure

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
OF_CLIENTS = [Segment.TIER, Segment.INDUSTRY, Segment.ORIGINATING]


def describe() -> None:
    """Ash and Birch have tiers, Ash and Cedar industries; work called "one" and Cedar were brought in by somebody."""
    Client.objects.filter(name="Ash").update(tier="A", industry="Banking")
    Client.objects.filter(name="Birch").update(tier="B")
    Client.objects.filter(name="Cedar").update(tier="A", industry="Energy & water/Übertragung")
    ida, joe = (
        User.objects.get_or_create(email=f"{n.lower()}@firm.example", defaults={"name": n})[0] for n in ("Ida", "Joe")
    )
    Engagement.objects.filter(name="one").update(originating=ida)
    for cedar in Client.objects.filter(name="Cedar"):
        TeamMember.objects.create(client=cedar, colleague=joe, role="originating_partner")
    for dune in Client.objects.filter(name="Dune"):
        for colleague in (ida, joe):
            TeamMember.objects.create(client=dune, colleague=colleague, role="originating_partner")


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(), ownerships(), POLICIES, PERIODS, st.sampled_from(OF_CLIENTS))
def test_segments_of_clients_add_up_to_the_firm_and_open_their_entries(entries, edges, policy, period, by):
    with ledger(entries, edges):
        describe()
        whole = measure(policy, period, by=by)
        assert sum(row.total for row in whole.by) == whole.total
        assert sum(row.repeat for row in whole.by) == whole.repeat
        for row in whole.by:
            part = measure(policy, period, within=[Within(by, row.id)])
            assert (part.total, part.repeat, part.clients) == (row.total, row.repeat, row.clients)
            inside = reading(policy, period, Within(by, row.id))
            sums = standings_sum(inside, bar=Bar.CURRENT)
            assert (sums.current, sums.repeat) == (row.total, row.repeat)
            assert sum(each.current for each in standings(inside, bar=Bar.CURRENT, limit=ALL)) == row.total
            assert entries_sum(inside, Slice(with_previous=False)).current == row.total


@pytest.fixture
def described(db) -> None:
    day = date(2024, 3, 1)
    load(
        [
            Entry("1", "Ash", day, 100, engagement="one"),
            Entry("2", "Cedar", day, 200, engagement="one"),
            Entry("3", "Cedar", day, 40, engagement="two"),
            Entry("4", "Dune", day, 8),
            Entry("5", "Birch", day, 1),
        ]
    )
    describe()


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (Segment.TIER, {"A · key": 340, None: 8, "B · core": 1}),
        (Segment.INDUSTRY, {"Energy & water/Übertragung": 240, "Banking": 100, None: 9}),
        (Segment.ORIGINATING, {"Ida": 300, "Joe": 40, None: 9}),
    ],
)
def test_what_is_not_recorded_is_a_segment_too(described, by, said):
    found = repeat_business(policy=Policy(), period=fiscal_year(2024), by=by, user=None, today=TODAY)
    assert {row.key: row.total for row in found.by} == said


def test_an_industry_has_the_same_number_in_python_and_in_sql():
    for name in ("Banking", "Energy & water/Übertragung", "銀行"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ('x' || left(md5(%s), 15))::bit(60)::bigint", [name])
            assert cursor.fetchone() == (industry_id(name),)


def test_addresses_name_segments_that_their_reader_may_know_of(described, partner):
    for by, id_, name in (
        (Segment.TIER, ord("A"), "A · key"),
        (Segment.INDUSTRY, industry_id("Banking"), "Banking"),
        (Segment.ORIGINATING, User.objects.get(name="Ida").pk, "Ida"),
    ):
        key = segment_keys(by, [id_])[id_]
        assert segment_at(by, key, partner) == (id_, name)
        assert segment_at(by, "nothing'--", partner) is None
    WallFactory(client=Client.objects.get(name="Ash"))
    key = segment_keys(Segment.INDUSTRY, [industry_id("Banking")])[industry_id("Banking")]
    assert segment_at(Segment.INDUSTRY, key, partner) is None
