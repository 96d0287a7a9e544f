"""Marks: written with the fact, claimed by one worker at a time, gone only when nothing newer happened."""

from __future__ import annotations

import logging

import pytest
from django.db import connection, transaction

from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.scoring import health_actions, marks
from relationships.scoring.firm_cache import recent_firm_figures
from relationships.scoring.health_actions import recompute, recompute_due
from relationships.scoring.models import Health, StaleMark
from relationships.scoring.nudge import _Pending
from tests.factories import ClientFactory, PersonFactory, UserFactory, WallFactory
from tests.network.touching import make_touch
from tests.scoring.health_firm import TODAY, days_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients() -> list[Client]:
    return ClientFactory.create_batch(3)


def ids(clients: list[Client]) -> list[int]:
    return [client.pk for client in clients]


def ring(clients: list[Client]) -> None:
    facts_changed.send(sender=None, client_ids=ids(clients))


def marked() -> dict[int, int]:
    return dict(StaleMark.objects.values_list("client_id", "version"))


def pass_time(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scoring_stalemark SET claimed_until = claimed_until - make_interval(secs => %s)", [seconds]
        )


def test_the_doorbell_marks_in_the_same_transaction(clients):
    with transaction.atomic():
        ring(clients)
        assert marked().keys() == set(ids(clients))
        transaction.set_rollback(True)
    assert marked() == {}


def test_every_ring_gives_a_newer_version_and_a_fresh_start(clients):
    ring(clients)
    first = marked()
    StaleMark.objects.update(attempts=4)
    ring(clients[:1])
    second = marked()
    assert second[clients[0].pk] > max(first.values())
    assert second[clients[1].pk] == first[clients[1].pk]
    assert list(StaleMark.objects.order_by("client_id").values_list("attempts", flat=True)) == [0, 4, 4]


@pytest.mark.parametrize("client_ids", [[], [0], [-1, 10**12]])
def test_no_or_unknown_clients_mark_nothing(client_ids):
    facts_changed.send(sender=None, client_ids=client_ids)
    assert marked() == {}


def test_a_bulk_rings_in_as_many_statements_as_one(clients, django_assert_num_queries):
    with django_assert_num_queries(1):
        marks.mark(ids(clients[:1]))
    with django_assert_num_queries(1):
        marks.mark([*ids(clients), *range(10**6, 10**6 + 5000)])


def test_one_nudge_for_a_transaction(clients, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ring(clients[:1])
        ring(clients[1:])
    assert len({id(each) for each in callbacks}) == 1
    assert isinstance(callbacks[0], _Pending)
    assert callbacks[0].client_ids == set(ids(clients))


def test_a_claim_is_for_one(clients):
    ring(clients)
    assert list(marks.claim(2)) == ids(clients)[:2]
    assert list(marks.claim(2)) == ids(clients)[2:]
    assert marks.claim(2) == {}
    assert marks.seconds_until_due() == pytest.approx(marks.LEASE_SECONDS, abs=2)


def test_whom_somebody_waits_for_comes_first(clients):
    ring(clients)
    assert list(marks.claim(9, only=[clients[2].pk])) == [clients[2].pk]


def test_a_lease_that_is_over_can_be_taken_and_comes_alone(clients):
    ring(clients)
    first = marks.claim(9)
    pass_time(marks.LEASE_SECONDS + 1)
    second = marks.claim(9)
    assert list(second) == ids(clients)[:1]
    assert second[clients[0].pk] > first[clients[0].pk]


def test_a_mark_stays_when_a_fact_changed_meanwhile(clients):
    ring(clients)
    claims = marks.claim(9)
    ring(clients[:1])
    recompute(claims)
    assert marked().keys() == {clients[0].pk}
    assert Health.objects.count() == 3
    recompute(marks.claim(9))
    assert marked() == {}


def test_an_older_claim_writes_nothing_over_a_newer_one(clients):
    (client,) = clients[:1]
    ring([client])
    old = marks.claim(9)
    pass_time(60)
    new = marks.claim(9)
    make_touch(TODAY, clients=[client])
    assert recompute(new) == 1
    Health.objects.update(score=77)
    assert recompute(old) == 0
    health = Health.objects.get()
    assert (health.score, health.computed_from_version) == (77, new[client.pk])


def test_an_older_claim_that_is_first_is_followed_by_the_newer(clients):
    (client,) = clients[:1]
    ring([client])
    old = marks.claim(9)
    pass_time(60)
    new = marks.claim(9)
    assert recompute(old) == 1
    assert marked() == new
    assert recompute(new) == 1
    assert marked() == {}


def test_what_is_computed_twice_is_the_same(clients):
    make_touch(days_before(40), clients=clients, people=[PersonFactory()], colleagues=[UserFactory()])
    ring(clients)
    recompute_due(seconds=9)
    columns = ("client_id", "score", "grade", "coverage", "caps", "measures", "facts", "as_of")
    before = list(Health.objects.order_by("client_id").values(*columns))
    for _ in range(3):
        ring(clients)
        assert recompute_due(seconds=9) == (3, False)
    assert list(Health.objects.order_by("client_id").values(*columns)) == before


def test_one_that_fails_takes_no_other_with_it_and_is_parked(clients, monkeypatch, caplog):
    bad = clients[1].pk
    gather = health_actions.gather

    def refuse(day, client_ids, *args, **kwargs):
        if bad in client_ids:
            raise ValueError("broken facts")
        return gather(day, client_ids, *args, **kwargs)

    monkeypatch.setattr(health_actions, "gather", refuse)
    ring(clients)
    with caplog.at_level(logging.ERROR):
        done, more = recompute_due(seconds=9)
    assert (done, more) == (2, False)
    assert set(Health.objects.values_list("client_id", flat=True)) == {clients[0].pk, clients[2].pk}
    assert StaleMark.objects.get().attempts == marks.MOST_ATTEMPTS
    assert f"client {bad}, attempt 5, parked" in caplog.text
    assert "broken facts" in caplog.text
    monkeypatch.undo()
    assert recompute_due(seconds=9) == (0, False)
    ring(clients[1:2])
    assert recompute_due(seconds=9) == (1, False)


def test_a_change_at_a_walled_client_marks_whoever_shares_its_touches(clients):
    walled = WallFactory().client
    make_touch(TODAY, clients=[walled, clients[0]])
    ring([walled])
    assert marked().keys() == {walled.pk, clients[0].pk}


def test_marks_of_a_client_that_is_gone_go_with_it(clients):
    ring(clients)
    clients[0].delete()
    assert marked().keys() == set(ids(clients[1:]))


def test_one_touch_costs_a_worker_few_errands(clients, django_assert_max_num_queries):
    touched, *_ = clients
    people, colleagues = [PersonFactory()], [UserFactory()]
    for days in (1, 40, 80):
        make_touch(days_before(days), clients=[touched], people=people, colleagues=colleagues)
    ring(clients)
    recompute_due(seconds=60)
    ring([touched])
    # The claim; day and policy; begin, take and lock; ties; the firm; facts; scores and marks; commit.
    with django_assert_max_num_queries(9):
        recompute_due(seconds=0, only=[touched.pk], firm=recent_firm_figures)
    assert Health.objects.get(client=touched).score is not None
    assert marked() == {}
