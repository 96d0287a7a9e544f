"""One installation for all tests of this folder: migrating costs seconds, and none of them changes tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.conftest import _copy, _directory, new_installation, template
from tests.services.installation import Installation

__all__ = ["new_installation", "template"]


@pytest.fixture(scope="session")
def installed(template: Installation) -> Iterator[Installation]:
    """A stopped installation whose database is up to date."""
    with _directory() as directory:
        _copy(template, directory)
        made = Installation(directory / "var")
        done = made.run("manage.py", "migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "backups"
