"""What counting look-alikes as one would do to the share is what it then does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationships.clients.group_actions import Circle, SecondParent
from relationships.clients.look_alike_actions import find_look_alikes, mark_the_same
from relationships.clients.models import Client, LookAlike
from relationships.foundation.periods import fiscal_year
from relationships.scoring.models import RepeatDocument
from relationships.scoring.repeat_business import Bar, Policy
from relationships.scoring.repeat_drill import Reading, standings
from relationships.scoring.repeat_look_alikes import pairs_as_kept, share_if_same
from relationships.scoring.repeat_queries import figures_now
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_refresh import refresh
from tests.examples import examples
from tests.factories import WallFactory
from tests.scoring.ledger import Entry, load
from tests.scoring.ledgers import CLIENTS, ledgers, ownerships
from tests.scoring.test_repeat_properties import TODAY, ledger
from tests.scoring.test_repeat_real import REAL, register

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
PERIOD = fiscal_year(2024)


def question(policy: Policy, hidden: tuple[int, ...] = ()) -> Question:
    return Question(policy, (PERIOD,), TODAY, hidden)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ledgers(),
    ownerships(),
    st.builds(
        Policy,
        lookback=st.sampled_from(["12", "36", "unlimited"]),
        level=st.sampled_from(["group", "entity"]),
        ownership=st.sampled_from(["reported", "today"]),
    ),
    st.permutations(CLIENTS),
)
def test_the_share_if_the_same_is_the_share_once_they_are(entries, edges, policy, order):
    with ledger(entries, edges):
        asked = question(policy)
        two = list(Client.objects.filter(name__in=order[:2]).order_by("pk"))
        if len(two) < 2:
            return
        LookAlike.objects.create(one=two[0], other=two[1], reason="name", likeness=1)
        pairs = pairs_as_kept(asked).pairs
        (before,) = figures_now(asked)
        predicted = share_if_same(before, pairs)
        try:
            mark_the_same(client=two[1], same_as=two[0], by=None)
        except (Circle, SecondParent):
            return
        (after,) = figures_now(asked)
        assert after.total == before.total
        moves_whole = policy.level == "entity" or not any(
            two[1].name in (e.client, e.parent) or two[0].name == e.client for e in edges
        )
        if pairs and moves_whole:
            assert after.share == predicted
        assert pairs_as_kept(asked).pairs == [] or not moves_whole


def names(*pairs) -> list[tuple[str, str]]:
    by_id = dict(Client.objects.values_list("pk", "name"))
    return [tuple(sorted(by_id[pk] for pk in pair.key)) for pair in pairs]


def test_pairs_that_are_found_after_they_were_counted_are_counted_again(db):
    """An import is counted at once, its names are compared a little later: the warning must not wait for a next change."""
    load([Entry("1", "Acme", date(2023, 5, 1), Decimal(100)), Entry("2", "ACME Inc", date(2024, 5, 1), Decimal(300))])
    asked = question(Policy())
    assert pairs_as_kept(asked).pairs == []
    refresh(seconds=30)
    assert pairs_as_kept(asked).kept is not None
    find_look_alikes(seconds=30)
    assert pairs_as_kept(asked).kept.stale
    RepeatDocument.objects.update(seconds=0)
    refresh(seconds=30)
    kept = pairs_as_kept(asked)
    assert (names(*kept.pairs), kept.kept.stale) == ([("ACME Inc", "Acme")], False)


@pytest.fixture
def ledger_of_two_names(db) -> None:
    """Acme was billed until 2023, ACME Inc since; Harbrook twice under one name, and a Harbrok once long ago."""
    load(
        [
            Entry("1", "Acme", date(2023, 5, 1), Decimal(100)),
            Entry("2", "ACME Inc", date(2024, 5, 1), Decimal(300)),
            Entry("3", "Harbrook Consulting", date(2023, 5, 1), Decimal(100)),
            Entry("4", "Harbrook Consulting", date(2024, 5, 1), Decimal(100)),
            Entry("5", "Harbrok Consulting", date(2015, 5, 1), Decimal(100)),
        ]
    )
    find_look_alikes(seconds=30)


@pytest.mark.usefixtures("ledger_of_two_names")
def test_pairs_that_change_the_share_most_come_first():
    asked = question(Policy())
    (now,) = figures_now(asked)
    pairs = pairs_as_kept(asked).pairs
    assert names(*pairs) == [("ACME Inc", "Acme"), ("Harbrok Consulting", "Harbrook Consulting")]
    assert [pair.more_repeat for pair in pairs] == [300, 0]
    assert (now.share, share_if_same(now, pairs)) == (Decimal("0.25"), Decimal(1))


@pytest.mark.usefixtures("ledger_of_two_names")
@pytest.mark.parametrize("level", ["group", "entity"])
def test_the_same_counts_as_one_in_figures_lists_and_entries(partner, level):
    policy = Policy(level=level)
    acme, inc = (Client.objects.get(name=name) for name in ("Acme", "ACME Inc"))
    mark_the_same(client=inc, same_as=acme, by=partner)
    (now,) = figures_now(question(policy))
    assert (now.share, now.clients) == (Decimal(1), 2)
    look = Reading(partner, policy, PERIOD, (), TODAY)
    grown = [(row.name, row.previous, row.current) for row in standings(look, bar=Bar.GROWN, limit=9)]
    assert grown == [("Acme", 100, 300)]


@pytest.mark.usefixtures("ledger_of_two_names")
def test_a_walled_client_is_no_look_alike(partner):
    inc = Client.objects.get(name="ACME Inc")
    WallFactory(client=inc)
    pairs = pairs_as_kept(question(Policy(), (inc.pk,))).pairs
    assert names(*pairs) == [("Harbrok Consulting", "Harbrook Consulting")]


@pytest.mark.usefixtures("ledger_of_two_names")
def test_the_page_names_them_and_forgets_what_was_decided(sign_in, partner):
    visit = sign_in(partner)
    said = visit.get("/repeat/look-alikes/?period=2024", headers={"HX-Request": "true"}).content.decode()
    assert "2 look-alike pairs: were they one client each, the share would be 100.0\u00a0%." in said.replace(
        " %", "\u00a0%"
    )
    acme, inc = (Client.objects.get(name=name) for name in ("Acme", "ACME Inc"))
    visit.post(f"/clients/{inc.public_id}/not-the-same/{acme.public_id}/")
    page = visit.get("/repeat/look-alikes/?period=2024")
    assert [{line.one.name, line.other.name} for line in page.context["page"].found] == [
        {"Harbrook Consulting", "Harbrok Consulting"}
    ]
    assert "is not" in page.content.decode()


@pytest.mark.long
@pytest.mark.skipif(not REAL.exists(), reason=f"the real registers are not at {REAL} (REAL_DATA)")
@pytest.mark.parametrize(
    ("name", "month", "year", "before", "at_least"),
    [("h2b_law_firms_fy2014_2017", 10, 2017, "0.711", "0.84"), ("iowa_2010_2014", 1, 2013, "0.906", "0.92")],
)
def test_real_registers_read_higher_with_their_look_alikes_as_one(name, month, year, before, at_least):
    entries = [replace(entry, client=entry.client.split(" | ", 1)[1]) for entry in register(name)]
    load(entries)
    while find_look_alikes(seconds=60):
        pass
    asked = Question(Policy(fy_start_month=month, level="entity"), (fiscal_year(year, month),), TODAY + timedelta(900))
    (now,) = figures_now(asked)
    found = share_if_same(now, pairs_as_kept(asked).pairs)
    assert round(now.share, 3) == Decimal(before)
    assert found is not None
    assert found >= Decimal(at_least), (found, LookAlike.objects.count())
