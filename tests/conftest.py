"""What every test may rely on: running PostgreSQL and Valkey, which end with the test run, and a real worker."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import TextIO

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from crm.services import Services
from crm.settings.database import database
from tests.emptying import empty_tables, leave_alone, shrink_tables
from tests.examples import examples
from tests.ready_made import lay_one_by, take_from_the_ready_one, wait_for_the_turn
from tests.worker import Worker

pytest_plugins = ["tests.cast"]

# What takes longest begins first, so that the workers of a run end together.
LONGEST_FIRST = (
    "test_twin_worlds test_supervisor test_killed test_backup test_naughty_text test_repeat_properties test_roles "
    "test_production_mode test_repeat_drill test_embedded_servers test_query_counts test_matrix test_image test_worker "
    "test_broker test_repeat_real test_odd_files test_settling test_repeat_walls test_import_command test_compose"
).split()

_services = Services()

hypothesis.settings.register_profile("perennial", max_examples=examples(100))
hypothesis.settings.load_profile("perennial")


def pytest_configure() -> None:
    _services.__enter__()
    # Only now is it certain where the servers listen.
    settings.DATABASES["default"]["HOST"] = database().get("HOST", "")
    TransactionTestCase._fixture_teardown = empty_tables


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (place.get(item.path.stem, len(place)), _line(item)))


def _line(item: pytest.Item) -> int:
    """Where the test stands, in a file whose tests stand on one another; 0 for those that come in any order."""
    assert isinstance(item, pytest.Function)
    return item.function.__code__.co_firstlineno if getattr(item.module, "AS_WRITTEN", False) else 0


def pytest_collection_finish() -> None:
    # What was imported and collected stays to the end: the garbage collector need not walk through it again and again.
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    if nextitem is not None and nextitem.path != item.path and connection.settings_dict["NAME"].startswith("test_"):
        with item.config.stash[blocking_manager_key].unblock():
            if not connection.in_atomic_block:
                shrink_tables()


def pytest_unconfigure() -> None:
    _services.release()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> TextIO:
    """Wait for the turn, so that one worker of the run migrates and the others copy."""
    turn = wait_for_the_turn()
    with django_db_blocker.unblock():
        take_from_the_ready_one()
    return turn


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_modify_db_settings: TextIO, django_db_blocker: DjangoDbBlocker
) -> None:
    """The next in turn find a database to copy."""
    with django_db_blocker.unblock():
        leave_alone()
        lay_one_by()
    django_db_modify_db_settings.close()


@pytest.fixture(scope="session", autouse=True)
def media(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Attached files, waiting mail and the list of erasures of a test run go where the run's other scraps go."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.IMPORTS_ROOT = settings.MEDIA_ROOT / "imports"
    settings.ERASURE_LOG = tmp_path_factory.mktemp("erasures") / "erasures.jsonl"
    settings.CAPTURE_MAILDIR = tmp_path_factory.mktemp("capture") / "maildir"


@pytest.fixture(scope="session")
def _worker(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Worker]:
    made = Worker(tmp_path_factory.mktemp("worker") / "log")
    yield made
    made.kill()


@pytest.fixture
def no_worker(_worker: Worker) -> None:
    """Nobody follows the hints that the test gives: the worker of an earlier test would, with other settings."""
    _worker.kill()


@pytest.fixture
def worker(_worker: Worker, transactional_db: None) -> Iterator[Worker]:
    """A running Celery worker with an empty queue. The test may kill it; the next one gets a new one."""
    _worker.forget_messages()
    _worker.start()
    yield _worker
    if _worker.process is not None and _worker.process.poll() is None:
        # The tables are emptied after the test: nothing may still be at work on them.
        _worker.wait_until_idle()
