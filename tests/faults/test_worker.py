"""A worker killed in the middle, twice the same message, everybody at once (F-01, F-02, F-13, F-21)."""

from __future__ import annotations

import random
import threading
import time

import pytest
from celery import current_app
from django.db import connection, transaction
from redis import Redis

from crm.services.processes import wait_until
from relationships.clients.signals import facts_changed
from relationships.scoring import marks, tasks
from relationships.scoring.models import Health, StaleMark, SweepRun
from relationships.scoring.nudge import NIGHTLY, RECOMPUTE, breaker, nudge
from tests.factories import ClientFactory, InteractionFactory, PersonFactory, UserFactory
from tests.faults.conftest import all_is_right, alone

SCORED = ("client_id", "score", "grade", "coverage", "caps", "measures", "facts", "as_of")


@pytest.fixture(autouse=True)
def _closed_breaker():
    breaker.reset()


@pytest.fixture
def doomed(worker):
    """A worker to kill. What it leaves behind, in the queue or waiting in a successor, ends with the test."""
    yield worker
    worker.kill()
    worker.forget_messages()


def ring(*clients) -> None:
    with transaction.atomic():
        facts_changed.send(sender=None, client_ids=[client.pk for client in clients])


def touch(client, **fields) -> None:
    """A touchpoint as an action writes it: the fact and the ring in one transaction."""
    with transaction.atomic():
        InteractionFactory(clients=[client], **fields)
        facts_changed.send(sender=None, client_ids=[client.pk])


def let_leases_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_stalemark SET claimed_until = clock_timestamp() WHERE claimed_until IS NOT NULL")


def test_killed_in_the_middle_of_a_recomputation(doomed):
    client = ClientFactory()
    ring(client)
    assert wait_until(lambda: not StaleMark.objects.exists(), 30)
    with transaction.atomic():
        # The worker claims the mark, then waits for this lock: that is where it dies.
        Health.objects.select_for_update().get(client=client)
        made = threading.Thread(target=alone(lambda: touch(client)))
        made.start()
        made.join()
        assert wait_until(lambda: _claimed(client), 30)
        doomed.kill()
    assert Health.objects.get(client=client).facts["touches"] == 0
    assert StaleMark.objects.get().client_id == client.pk
    doomed.start()
    let_leases_end()
    nudge()
    all_is_right()
    assert Health.objects.get(client=client).facts["touches"] == 1


def _claimed(client) -> bool:
    """As another connection sees it: this one is inside a transaction."""
    return StaleMark.objects.filter(client=client, claimed_until__isnull=False).exists()


def test_each_message_three_times_and_in_reverse(worker):
    clients = ClientFactory.create_batch(6)
    people, colleagues = [PersonFactory()], [UserFactory()]
    for client in clients:
        InteractionFactory(clients=[client], people=people, colleagues=colleagues)
    marks.mark([client.pk for client in clients])
    for client in [*clients, *reversed(clients), *clients]:
        current_app.send_task(RECOMPUTE, kwargs={"client_ids": [client.pk]})
        current_app.send_task(NIGHTLY)
    worker.wait_until_idle()
    all_is_right()
    assert Health.objects.count() == 6


def test_sweeps_that_overlap(transactional_db):
    clients = ClientFactory.create_batch(40)
    marks.mark([client.pk for client in clients])
    threads = [threading.Thread(target=alone(tasks.sweep)) for _ in range(4)]
    threads += [threading.Thread(target=alone(tasks.recompute_stale)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    all_is_right()
    assert Health.objects.count() == 40
    assert SweepRun.objects.filter(kind="sweep").count() == 1


def test_writers_and_workers_at_once_leave_no_score_behind(transactional_db):
    """Many touch few clients while three recompute: nothing wrong, nothing stuck, and the same as all anew."""
    clients, people, colleagues = ClientFactory.create_batch(4), PersonFactory.create_batch(3), [UserFactory()]
    stop = threading.Event()
    failures: list[BaseException] = []

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(15):
            touch(dice.choice(clients), people=[dice.choice(people)], colleagues=colleagues)

    def work() -> None:
        while not stop.is_set():
            tasks.recompute_due(seconds=1)
            time.sleep(0.01)

    def noted(each) -> None:
        try:
            each()
        except BaseException as problem:  # reported below, where the test can fail
            failures.append(problem)

    writers = [threading.Thread(target=alone(lambda s=s: noted(lambda: write(s)))) for s in range(4)]
    workers = [threading.Thread(target=alone(lambda: noted(work))) for _ in range(3)]
    for each in [*workers, *writers]:
        each.start()
    for each in writers:
        each.join()
    assert wait_until(lambda: not StaleMark.objects.exists(), 60)
    stop.set()
    for each in workers:
        each.join()
    assert failures == []
    all_is_right()
    step_by_step = list(Health.objects.order_by("client_id").values(*SCORED))
    Health.objects.all().delete()
    marks.mark_all()
    tasks.recompute_due(seconds=60)
    assert list(Health.objects.order_by("client_id").values(*SCORED)) == step_by_step


def test_a_broken_hint_in_a_saved_transaction_raises_nothing(transactional_db, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(Redis, "lpush", refuse)
    client = ClientFactory()
    failures = breaker.failures
    touch(client)
    touch(client)
    assert StaleMark.objects.get().client_id == client.pk
    assert breaker.failures == failures + 1, "the second is not even tried"
    assert breaker.is_open()


@pytest.mark.long
def test_killed_again_and_again(doomed):
    """Fifty kills at random moments under a writer's load: every score right, no mark stuck."""
    dice = random.Random(7)
    clients, people, colleagues = ClientFactory.create_batch(30), PersonFactory.create_batch(9), [UserFactory()]
    written = 0
    for _ in range(50):
        for _ in range(dice.randrange(1, 8)):
            touch(dice.choice(clients), people=[dice.choice(people)], colleagues=colleagues)
            written += 1
        time.sleep(dice.random() * 0.4)
        doomed.kill()
        doomed.start()
    all_is_right(within=90)
    assert sum(facts["touches"] for facts in Health.objects.values_list("facts", flat=True)) == written


@pytest.mark.long
def test_after_a_kill_work_goes_on_within_thirty_seconds(doomed):
    client = ClientFactory()
    ring(client)
    assert wait_until(lambda: not StaleMark.objects.exists(), 30)
    with transaction.atomic():
        Health.objects.select_for_update().get(client=client)
        made = threading.Thread(target=alone(lambda: touch(client)))
        made.start()
        made.join()
        assert wait_until(lambda: _claimed(client), 30)
        doomed.kill()
    doomed.start()
    started = time.monotonic()
    all_is_right(within=30)
    assert time.monotonic() - started < 30
