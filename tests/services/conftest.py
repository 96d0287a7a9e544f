"""Installations for the tests of services and supervisor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm.services.processes import send, wait_until
from tests.services.installation import Installation, release


@pytest.fixture
def new_installation() -> Iterator[Installation]:
    """An installation that has never been started, in a short path that every account may enter."""
    with _directory() as directory:
        yield Installation(directory / "var")


@pytest.fixture(scope="session")
def template() -> Iterator[Installation]:
    """An installation that has been started and stopped once; to be copied."""
    with _directory() as directory:
        made = Installation(directory / "var")
        release(made.hold())
        yield made


@pytest.fixture
def installation(template: Installation) -> Iterator[Installation]:
    """A stopped installation with an empty database."""
    with _directory() as directory:
        _copy(template, directory)
        yield Installation(directory / "var")


@pytest.fixture(scope="module")
def migrated(template: Installation) -> Iterator[Installation]:
    """A stopped installation whose database is up to date; the tests of one module share it."""
    with _directory() as directory:
        _copy(template, directory)
        made = Installation(directory / "var")
        done = made.run("manage.py", "migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        yield made


@contextmanager
def _directory() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="crm-", dir="/tmp"))
    directory.chmod(0o755)
    made = Installation(directory / "var")
    yield directory
    if not wait_until(lambda: not made.processes(), 20):
        send(list(made.processes()), signal.SIGKILL)
        wait_until(lambda: not made.processes(), 5)
    home = made.places.home
    shutil.rmtree(directory, ignore_errors=True)
    if home != made.var:
        shutil.rmtree(home, ignore_errors=True)


def _copy(template: Installation, directory: Path) -> None:
    # Whom the data belongs to matters: `cp -a` keeps it.
    subprocess.run(["cp", "-a", str(template.var), str(directory / "var")], check=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not os.path.isdir("/proc/self"):
            item.add_marker(pytest.mark.skip(reason="needs /proc"))
