"""A dead or a hanging broker costs nobody a save, and no score its truth (F-06, F-07, F-08)."""

from __future__ import annotations

import pytest

from relationships.interactions.models import Interaction
from relationships.scoring.models import Health, StaleMark
from tests.faults.conftest import all_is_right
from tests.faults.parts import Broker, free_port, p95

SAVES = 24
NO_HINT = "No hint for the worker"


_measured: list[float] = []


@pytest.fixture
def usual(web_on, broker, account_manager, ana) -> float:
    """p95 of a save beside a healthy broker: what this machine is able to at the moment."""
    if not _measured:
        web = web_on(broker.url, account_manager)
        _measured.append(p95([web.save_touchpoint(f"c ana {n + 1}m") for n in range(SAVES)]))
        web.kill()
    return _measured[0]


def saved() -> int:
    return Interaction.objects.unscoped(reason="test").count()


def test_refused(usual, web_on, account_manager, novagen, ana):
    web = web_on(f"redis://127.0.0.1:{free_port()}/0", account_manager)
    before = saved()
    seconds = [web.save_touchpoint(f"c ana {n + 1}m re refused") for n in range(SAVES)]
    assert p95(seconds) < max(0.3, 3 * usual)
    assert saved() == before + SAVES
    assert web.log.read_text().count(NO_HINT) == 1, "for half a minute nobody else tries"
    assert StaleMark.objects.filter(client=novagen).exists()
    assert web.get("/readyz")[0] == 503


def test_hung(usual, web_on, worker_on, broker, account_manager, novagen, ana):
    web = web_on(broker.url, account_manager)
    before = saved()
    broker.hang()
    first = web.save_touchpoint("c ana 20m re hung")
    later = [web.save_touchpoint(f"c ana {n + 1}m re hung") for n in range(SAVES)]
    assert first < 0.8 + usual
    assert p95(later) < max(0.3, 3 * usual)
    assert web.log.read_text().count(NO_HINT) == 1, "one person waits once"
    assert saved() == before + SAVES + 1
    broker.go_on()
    worker_on(broker)
    all_is_right()
    assert Health.objects.get(client=novagen).facts["touches"] == before + SAVES + 1


def test_a_broker_that_lost_everything_is_no_loss(web_on, worker_on, account_manager, novagen, ana):
    first, second = Broker(), Broker()
    second.port, second.url = first.port, first.url
    first.start()
    web = web_on(first.url, account_manager)
    web.save_touchpoint("c ana 20m")
    first.stop()
    web.save_touchpoint("c ana 30m")
    second.start()
    try:
        worker_on(second)
        all_is_right()
        assert Health.objects.get(client=novagen).facts["touches"] == 2
    finally:
        second.stop()
