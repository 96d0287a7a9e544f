"""Installations for the tests of services and supervisor."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm.services.processes import send, wait_until
from tests.services.installation import Installation
from tests.services.kept_installations import copy_of, migrate, start_once


@pytest.fixture
def new_installation() -> Iterator[Installation]:
    """An installation that has never been started, in a short path that every account may enter."""
    with directory() as place:
        yield Installation(place / "var")


@pytest.fixture
def installation() -> Iterator[Installation]:
    """A stopped installation with an empty database."""
    with directory() as place:
        yield copy_of(start_once, place)


@pytest.fixture(scope="module")
def migrated() -> Iterator[Installation]:
    """A stopped installation whose database is up to date; the tests of one module share it."""
    with directory() as place:
        yield copy_of(migrate, place)


@contextmanager
def directory() -> Iterator[Path]:
    """Answer a directory for `var/`; whatever was started there is ended afterwards."""
    place = Path(tempfile.mkdtemp(prefix="crm-", dir="/tmp"))
    place.chmod(0o755)
    made = Installation(place / "var")
    yield place
    if not wait_until(lambda: not made.processes(), 20):
        send(list(made.processes()), signal.SIGKILL)
        wait_until(lambda: not made.processes(), 5)
    home = made.places.home
    shutil.rmtree(place, ignore_errors=True)
    if home != made.var:
        shutil.rmtree(home, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not os.path.isdir("/proc/self"):
            item.add_marker(pytest.mark.skip(reason="needs /proc"))
