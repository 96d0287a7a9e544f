"""The worker of the tests is a real one: what it does reaches the test database through the real broker."""

from __future__ import annotations

from celery import current_app

from tests.worker import Worker


def test_it_takes_messages_and_comes_to_rest(worker: Worker) -> None:
    current_app.send_task("celery.backend_cleanup")
    worker.wait_until_idle()
    assert worker.broker.dbsize() < 10


def test_a_killed_worker_is_replaced(worker: Worker) -> None:
    worker.kill()
    worker.forget_messages()  # what the killed one may have held
    worker.start()
    assert worker.process is not None
    assert worker.process.poll() is None
