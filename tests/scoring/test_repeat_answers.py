"""Remembered answers are the ledger's own, whatever changed in whatever order; and nobody sees a wall in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client, GroupEdge, TeamMember, Wall
from relationships.clients.visible_groups import hidden_from
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.firm_day import FirmDay
from relationships.foundation.periods import fiscal_year, rolling_year, year_to_date
from relationships.scoring import repeat_refresh
from relationships.scoring.models import RepeatAnswer, RepeatMark, RepeatPart, RepeatStanding
from relationships.scoring.repeat_business import Bar, Policy, Segment, Within
from relationships.scoring.repeat_drill import Reading, standings, standings_sum
from relationships.scoring.repeat_memory import recall, waiting_since, wish
from relationships.scoring.repeat_queries import figures_by_each, figures_now, figures_of
from relationships.scoring.repeat_question import Question, question_of
from relationships.scoring.repeat_refresh import fold, refresh
from tests.examples import examples
from tests.scoring.ledger import Edge, Entry, load
from tests.scoring.ledgers import CENTS, CLIENTS, DAYS, ledgers, ownerships
from tests.scoring.test_repeat_properties import POLICIES, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
PERIODS = (fiscal_year(2023), fiscal_year(2024), year_to_date(TODAY))
LONG = 60
# A day on which TODAY's questions are today's.
DAY = FirmDay(TODAY, "UTC")
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "add", "amount", "day", "client", "partner", "archive", "delete", "one_off", "edge", "traits"]
        ),
        st.integers(0, 99),
        st.sampled_from(CLIENTS),
        DAYS,
        CENTS,
    ),
    min_size=1,
    max_size=6,
)


def questions(policy: Policy, hidden: tuple[int, ...]) -> list[Question]:
    """What the pages ask: figures by partner, within a partner, over time; the clients of two bars."""
    whole = Question(policy, PERIODS, TODAY, hidden)
    partner = User.objects.filter(name="Ada").first()
    return [
        replace(whole, by=Segment.PARTNER),
        replace(whole, by=Segment.INDUSTRY, within=(Within(Segment.TIER, ord("A")),)),
        replace(whole, by=Segment.ORIGINATING),
        replace(whole, within=(Within(Segment.PARTNER, partner.pk if partner else None),)),
        *(replace(whole, periods=PERIODS[1:2], bar=bar) for bar in (Bar.CURRENT, Bar.LOST)),
        replace(whole, periods=PERIODS[2:], bar=Bar.CURRENT, existing=True),
    ]


def change(what: str, number: int, client: str, day: date, amount: Decimal) -> None:
    """Do one thing to the ledger or to what decides how it is read."""
    owner = Client.objects.get_or_create(name=client)[0]
    entries = list(LedgerEntry.objects.order_by("pk"))
    if what == "add":
        key = f"added {number} {LedgerEntry.objects.count()}"
        given = {"client": owner, "booked_on": day, "kind": "fee", "currency": "EUR", "source": "test"}
        LedgerEntry.objects.create(amount=amount, base_amount=amount, external_id=key, **given)
    elif what == "one_off":
        Engagement.objects.filter(name="one").update(one_off=number % 2 == 0)
    elif what == "traits":
        Client.objects.filter(pk=owner.pk).update(tier="AB"[number % 2], industry=["Banking", ""][number % 2])
        Engagement.objects.filter(client=owner).update(originating=User.objects.filter(name="Ada").first())
        brought_in, _ = User.objects.get_or_create(
            name=f"Bringer {number % 3}", email=f"bringer{number % 3}@firm.example"
        )
        TeamMember.objects.get_or_create(client=owner, colleague=brought_in, role="originating_partner")
    elif what == "edge":
        edge = GroupEdge.objects.filter(client=owner, archived_at=None).order_by("pk").first()
        GroupEdge.objects.filter(pk=edge.pk if edge else None).update(archived_at=timezone.now())
        rebuild_group_spans()
    elif entries:
        one = LedgerEntry.objects.filter(pk=entries[number % len(entries)].pk)
        if what == "delete":
            one.delete()
        elif what == "amount":
            one.filter(kind="fee").update(amount=amount, base_amount=amount)
        else:
            partner = User.objects.filter(name="Bea").first()
            moved = {"day": {"booked_on": day}, "client": {"client": owner}, "partner": {"partner": partner}}
            one.update(**moved.get(what, {"archived_at": timezone.now()}))


def remembered(asked: list[Question]) -> list[object]:
    """The answers as the pages get them, each from memory."""
    found: list[object] = []
    for question in asked:
        assert recall(question) is not None
        if question.bar:
            answer = recall(question)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT group_id, bar, existing, previous, current, repeat FROM scoring_repeatstanding"
                    " WHERE answer_id = %s ORDER BY place, group_id",
                    [answer.id],
                )
                found.append((answer.rows, cursor.fetchall()))
        else:
            measured = figures_of(question)
            assert all(each.remembered for each in measured)
            found.append(measured)
    return found


def hold_against_the_ledger(entries, edges, policy, batches, walled) -> None:
    with transaction.atomic():
        load(entries, edges)
        hidden = tuple(Client.objects.filter(name="Birch").values_list("pk", flat=True)) if walled else ()
        asked = questions(policy, hidden)
        for question in asked:
            wish(question)
        assert refresh(seconds=LONG) is False
        for batch in batches:
            for each in batch:
                change(*each)
            refresh(seconds=LONG)
            folded = remembered(asked)
            for question, answer in zip(asked, folded, strict=True):
                if not question.bar:
                    assert answer == figures_now(question)
        RepeatAnswer.objects.update(figures=None)
        assert refresh(seconds=LONG) is False
        assert remembered(asked) == folded
        transaction.set_rollback(True)


STORIES = (ledgers(fewest=4), ownerships(), POLICIES, st.lists(CHANGES, min_size=1, max_size=2), st.booleans())
# A failure is told at once: shrinking it would take longer than the tests may.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
quiet = {"deadline": None, "phases": PHASES, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=examples(24), **quiet)
@given(*STORIES)
def test_folded_rebuilt_and_straight_from_the_ledger_are_the_same(entries, edges, policy, batches, walled):
    hold_against_the_ledger(entries, edges, policy, batches, walled)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=300, **quiet)
@given(*STORIES)
def test_folded_rebuilt_and_straight_are_the_same_in_hundreds_of_ledgers(entries, edges, policy, batches, walled):
    hold_against_the_ledger(entries, edges, policy, batches, walled)


@pytest.fixture(autouse=True, scope="module")
def _today():
    with mock.patch.object(repeat_refresh, "firm_day", return_value=DAY):
        yield


def fee(key: str, client: str, year: int, amount: int = 100) -> Entry:
    return Entry(key, client, date(year, 3, 1), Decimal(amount), partner="Ada")


LEDGER = [fee(f"{client}{year}", client, year) for client in ("Ash", "Birch", "Cedar") for year in (2022, 2023, 2024)]


@pytest.fixture
def reader(db) -> User:
    load(LEDGER, [Edge("Ash", "Root")])
    return User.objects.create_user("reader@firm.example", name="Reader", role="partner")


@pytest.fixture
def question(reader: User) -> Question:
    asked = Question(Policy(), PERIODS[:2], TODAY, hidden_from(reader), Segment.PARTNER)
    wish(asked)
    refresh(seconds=LONG)
    return asked


def book(client: str, amount: int = 7) -> None:
    change("add", 1, client, date(2024, 5, 1), Decimal(amount))


def test_one_changed_client_reads_its_own_shard_alone(question):
    before = dict(RepeatPart.objects.values_list("shard", "pk"))
    book("Cedar")
    assert fold() is True
    after = dict(RepeatPart.objects.values_list("shard", "pk"))
    cedar = Client.objects.get(name="Cedar").pk % 256
    assert {shard for shard in after if after[shard] != before.get(shard)} == {cedar}
    assert figures_of(question)[1].total == 307


def test_a_member_changes_the_shard_of_its_group(question):
    book("Ash")
    fold()
    assert figures_of(question) == figures_now(question)
    assert figures_of(question)[1].total == 307


def test_many_changes_or_a_new_owner_forget_until_all_is_summed_anew(question, monkeypatch):
    monkeypatch.setattr(repeat_refresh, "MOST_SHARDS", 1)
    book("Cedar")
    book("Birch")
    fold()
    assert recall(question) is None
    assert figures_of(question)[1].total == 314
    refresh(seconds=LONG)
    assert figures_of(question)[1].remembered
    GroupEdge.objects.update(parent=Client.objects.get(name="Birch"))
    rebuild_group_spans()
    fold()
    assert recall(question) is None
    refresh(seconds=LONG)
    assert figures_of(question) == figures_now(question)


def test_a_change_is_waiting_until_it_is_folded_and_survives_a_death_in_between(question, monkeypatch):
    assert waiting_since(()) is None
    book("Cedar")
    assert waiting_since(()) is not None
    assert figures_of(question)[1].total == 300

    def die(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(repeat_refresh, "_sum_anew", die)
        with pytest.raises(MemoryError), transaction.atomic():
            fold()
    assert waiting_since(()) is not None
    assert figures_of(question)[1].total == 300
    fold()
    assert waiting_since(()) is None
    assert fold() is False
    assert figures_of(question)[1].total == 307


def test_what_happens_behind_a_wall_moves_nothing_outside(question, reader):
    birch = Client.objects.get(name="Birch")
    Wall.objects.create(client=birch, reason="Mandate", starts_at=timezone.now() - timedelta(days=1))
    outside = replace(question, hidden=hidden_from(reader))
    assert outside.hidden == (birch.pk,)
    wish(outside)
    refresh(seconds=LONG)
    assert figures_of(outside)[1].total == 200

    def kept() -> list[tuple[object, ...]]:
        answer = RepeatAnswer.objects.get(key=outside.key)
        parts = RepeatPart.objects.filter(answer=answer).order_by("pk")
        return [(answer.figures, answer.computed_at), *parts.values_list()]

    before = kept()
    book("Birch")
    edge = GroupEdge.objects.create(client=Client.objects.get(name="Cedar"), parent=birch)
    rebuild_group_spans()
    assert waiting_since(outside.hidden) is None
    assert waiting_since(()) is not None
    refresh(seconds=LONG)
    assert kept() == before
    assert figures_of(question)[1].total == 307
    edge.delete()
    assert waiting_since(outside.hidden) is None


def test_several_breakdowns_are_summed_in_one_pass_to_the_same_digits(question):
    segments = (Segment.PRACTICE, Segment.OFFICE, Segment.PARTNER, Segment.TIER)
    asked = [replace(question, by=each) for each in segments]
    for each in asked:
        wish(each)
    RepeatAnswer.objects.update(figures=None)
    with CaptureQueriesContext(connection) as statements:
        refresh(seconds=LONG)
    assert len([each for each in statements if "client_fact" in each["sql"]]) == 1
    found = remembered(asked)
    assert found == [figures_now(each) for each in asked]
    assert list(figures_by_each(question, segments).values()) == found
    book("Cedar")
    fold()
    assert remembered(asked) == [figures_now(each) for each in asked]


def test_a_list_and_its_sum_come_from_memory_in_the_same_order(reader):
    look = Reading(reader, Policy(), fiscal_year(2024), (), TODAY)
    straight = standings(look, bar=Bar.CURRENT, limit=10), standings_sum(look, bar=Bar.CURRENT)
    assert not straight[1].remembered
    refresh(seconds=LONG)
    kept = standings(look, bar=Bar.CURRENT, limit=10), standings_sum(look, bar=Bar.CURRENT)
    assert kept[1].remembered
    assert kept == straight
    assert [row.name for row in standings(look, bar=Bar.CURRENT, limit=1, offset=1)] == [straight[0][1].name]
    book("Cedar")
    fold()
    first, *_ = standings(look, bar=Bar.CURRENT, limit=10)
    assert (first.name, first.current) == ("Cedar", 107)


def test_the_first_reader_of_a_day_finds_yesterdays_questions_answered(reader, monkeypatch):
    today, tomorrow = date(2024, 6, 30), date(2024, 7, 1)
    asked = Question(Policy(), (year_to_date(today).before(), year_to_date(today)), today, (), Segment.OFFICE)
    fixed = replace(asked, periods=(fiscal_year(2023),))
    rolling = replace(asked, periods=(fiscal_year(2022), rolling_year(date(2024, 7, 1))))
    for each in (asked, fixed, rolling):
        wish(each)
    monkeypatch.setattr(repeat_refresh, "firm_day", lambda: FirmDay(tomorrow, "UTC"))
    refresh(seconds=LONG)
    assert recall(replace(asked, today=tomorrow, periods=(year_to_date(tomorrow).before(), year_to_date(tomorrow))))
    assert recall(fixed)
    assert recall(replace(rolling, today=tomorrow, periods=(fiscal_year(2022), rolling_year(date(2024, 7, 2)))))
    assert RepeatAnswer.objects.count() == 3


def test_what_nobody_reads_is_let_go_with_all_its_rows(question):
    RepeatAnswer.objects.update(asked_at=timezone.now() - timedelta(days=8))
    refresh(seconds=LONG)
    assert not RepeatAnswer.objects.exists()
    assert not RepeatPart.objects.exists()
    assert not RepeatStanding.objects.exists()


@settings(max_examples=examples(50), deadline=None)
@given(POLICIES, st.sampled_from([None, Bar.LOST]), st.sampled_from([None, True]), st.sampled_from([None, 4]))
def test_a_question_written_down_is_read_as_it_was(policy, bar, existing, partner):
    within = (Within(Segment.PARTNER, partner),)
    asked = Question(policy, PERIODS, TODAY, (3, 5), Segment.OFFICE, within, bar, existing)
    assert question_of(asked.text, TODAY) == asked
    assert question_of(asked.text, TODAY).key == asked.key
    assert replace(asked, hidden=(3,)).key != asked.key
    assert replace(asked, policy=replace(policy, version=policy.version + 1)).key != asked.key


def test_a_touch_on_the_ledger_marks_its_clients_and_nothing_else(reader):
    RepeatMark.objects.all().delete()
    ash = Client.objects.get(name="Ash")
    Client.objects.filter(pk=ash.pk).update(website="https://ash.example")
    Engagement.objects.create(client=ash, name="Audit")
    Engagement.objects.update(name="Review")
    assert not RepeatMark.objects.exists()
    Client.objects.filter(pk=ash.pk).update(tier="A")
    assert [mark.client_id for mark in RepeatMark.objects.all()] == [ash.pk]
    LedgerEntry.objects.filter(client=ash).update(client=Client.objects.get(name="Cedar"))
    assert set(RepeatMark.objects.values_list("client_id", flat=True)) == {
        ash.pk,
        Client.objects.get(name="Cedar").pk,
    }
