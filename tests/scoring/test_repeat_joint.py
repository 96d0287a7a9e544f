"""What is booked on a joint account counts for its members, to the cent; credits count on the day of their invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.clients.models import Client, JointShare, JointTerm
from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Bar, Policy, Segment
from relationships.scoring.repeat_drill import Reading, standings
from relationships.scoring.repeat_entries import Slice, counted_entries, entries_sum, of_client
from relationships.scoring.repeat_queries import figures_now, repeat_business
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_refresh import refresh
from tests.examples import examples
from tests.factories import WallFactory
from tests.scoring.ledger import Edge, Entry, load, share
from tests.scoring.ledgers import BORDERS, ledgers, ownerships
from tests.scoring.test_repeat_properties import PERIODS, POLICIES, TODAY, ledger, measure, reference

many = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
CENT = Decimal("0.01")
HALVES = st.tuples(st.integers(1, 999_998), st.integers(1, 999_998)).filter(lambda pair: sum(pair) < 1_000_000)
Y2024 = fiscal_year(2024)


def by_hand(entries: list[Entry], shares: dict[str, Decimal], days: tuple[date | None, date | None]) -> list[Entry]:
    """The entries with those of Dune split between two running sums of its members' shares."""
    found = []
    for entry in entries:
        inside = (days[0] is None or days[0] <= entry.booked_on) and (days[1] is None or entry.booked_on < days[1])
        if entry.client != "Dune" or not inside:
            found.append(entry)
            continue
        upto, given_out = Decimal(0), Decimal(0)
        for member, part in shares.items():
            upto += part
            so_far = (entry.amount * upto).quantize(CENT, ROUND_HALF_UP)
            work = entry.engagement and f"{entry.engagement} of Dune"
            found.append(replace(entry, client=member, amount=so_far - given_out, engagement=work))
            given_out = so_far
    return found


@many
@given(ledgers(), ownerships(), POLICIES, PERIODS, HALVES, st.lists(st.sampled_from(BORDERS), max_size=2, unique=True))
def test_a_joint_account_counts_for_its_members_and_no_cent_is_lost(entries, edges, policy, period, cut, borders):
    entries = [*entries, replace(entries[0], external_id="joint", client="Dune")]
    parts = [Decimal(each) / 1_000_000 for each in (*cut, 1_000_000 - sum(cut))]
    shares = dict(zip(("Ash", "Elm", "Root"), parts, strict=True))
    days = (min(borders), None) if len(borders) == 1 else (min(borders), max(borders)) if borders else (None, None)
    edges = [edge for edge in edges if edge.client != "Dune"]
    slow = reference(by_hand(entries, shares, days), edges, policy, period)
    with ledger(entries, edges):
        alone = measure(policy, period, by=Segment.PARTNER)
        share("Dune", shares, *days)
        found = measure(policy, period, by=Segment.PARTNER)
        look = Reading(None, policy, period, today=TODAY)
        bars = standings(look, bar=Bar.CURRENT, limit=1000)
        everything = entries_sum(look, Slice())
        listed = sum(
            (each.amount for each in counted_entries(look, Slice(with_previous=False), limit=1000)), Decimal(0)
        )
    assert (found.total, found.repeat) == (slow.total(), slow.repeat())
    assert {bar.value: amount for bar, amount in found.bridge.items()} == slow.bridge()
    assert (found.total, sum(row.total for row in found.by)) == (alone.total, alone.total)
    assert sum(row.current for row in bars) == everything.current == listed == found.total


@many
@given(ledgers(), ownerships(), POLICIES, PERIODS, st.data())
def test_a_credit_that_names_an_invoice_counts_on_its_day(entries, edges, policy, period, data):
    numbers = st.sampled_from(["", "A", "B"])
    entries = [replace(entry, document=data.draw(numbers)) for entry in entries]
    moved = []
    for entry in entries:
        billed = [
            each.booked_on
            for each in entries
            if each.kind == "fee" and each.amount > 0 and not each.archived and each.client == entry.client
            and each.document == entry.document != "" and each.booked_on < entry.booked_on
        ]  # fmt: skip
        is_credit = entry.kind in ("credit", "write_off")
        moved.append(replace(entry, booked_on=min(billed)) if is_credit and billed else entry)
    slow = reference(moved, edges, policy, period)
    with ledger(entries, edges):
        found = measure(replace(policy, credits="document"), period)
    assert (found.total, found.repeat) == (slow.total(), slow.repeat())
    assert {bar.value: amount for bar, amount in found.bridge.items()} == slow.bridge()


LINES = [
    Entry("1", "Smith & Jones", date(2023, 5, 2), Decimal("100.01"), document="7"),
    Entry("2", "Smith & Jones", date(2024, 5, 2), Decimal("900.00")),
    Entry("3", "Jones", date(2024, 6, 1), Decimal("50.00")),
]
HALF = Decimal("0.5")


def test_shares_that_are_not_the_whole_are_refused_by_the_database() -> None:
    load(LINES)
    share("Smith & Jones", {"Smith": HALF, "Jones": Decimal("0.4")})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    JointTerm.objects.all().delete()


def test_the_way_down_shows_each_member_its_part(partner: User) -> None:
    load(LINES, [Edge("Smith", "Forge")])
    share("Smith & Jones", {"Smith": HALF, "Jones": HALF}, starts_on=date(2024, 1, 1))
    found = repeat_business(policy=Policy(), period=Y2024, user=partner)
    look = Reading(partner, Policy(), Y2024)
    assert {row.name: (row.current, row.bar) for row in standings(look, bar=Bar.CURRENT, limit=9)} == {
        "Jones": (Decimal("500.00"), Bar.NEW),
        "Forge": (Decimal("450.00"), Bar.NEW),
    }
    assert found.bridge[Bar.LOST] == Decimal("-100.01")
    forge = Client.objects.visible_to(partner).get(name="Forge")
    wanted, _ = of_client(look, forge.pk)
    assert [(row.amount, row.booked_on) for row in counted_entries(look, wanted, limit=9)] == [
        (Decimal("450.00"), date(2024, 5, 2))
    ]


def test_kept_answers_follow_shares_and_what_is_booked_on_them(partner: User) -> None:
    load(LINES)
    question = Question(Policy(), (Y2024,), TODAY)
    repeat_business(policy=Policy(), period=Y2024, user=partner)
    refresh(seconds=60)
    share("Smith & Jones", {"Smith": HALF, "Jones": HALF}, starts_on=date(2024, 1, 1))
    refresh(seconds=60)
    kept = repeat_business(policy=Policy(), period=Y2024, user=partner)
    assert (kept.remembered, kept.clients, kept.repeat) == (True, 2, Decimal(0))
    load([Entry("4", "Smith & Jones 2", date(2024, 2, 2), Decimal("3.33"))])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE engagements_ledgerentry SET client_id = %s WHERE external_id = '4'", [_id("Smith & Jones")]
        )
    refresh(seconds=60)
    kept = repeat_business(policy=Policy(), period=Y2024, user=partner)
    assert (kept.remembered, kept.total) == (True, Decimal("953.33"))
    assert kept == figures_now(question)[0]


def test_a_share_through_a_walled_client_does_not_exist_for_an_outsider(partner: User, administrator: User) -> None:
    load(LINES)
    share("Smith & Jones", {"Smith": HALF, "Jones": HALF})
    WallFactory(client=Client.objects.unscoped(reason="test").get(name="Smith"), insiders=[administrator])
    look = Reading(partner, Policy(), Y2024)
    assert {row.name: row.current for row in standings(look, bar=Bar.CURRENT, limit=9)} == {
        "Smith & Jones": Decimal("900.00"),
        "Jones": Decimal("50.00"),
    }
    assert JointShare.objects.count() == 2 * JointTerm.objects.count()


def _id(name: str) -> int:
    return Client.objects.unscoped(reason="test").get(name=name).pk
