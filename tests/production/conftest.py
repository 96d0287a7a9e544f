"""One installation for all tests of this folder: migrating costs seconds, and none of them changes tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.conftest import directory, new_installation
from tests.services.installation import Installation
from tests.services.kept_installations import copy_of, migrate

__all__ = ["new_installation"]


@pytest.fixture(scope="session")
def installed() -> Iterator[Installation]:
    """A stopped installation whose database is up to date."""
    with directory() as place:
        yield copy_of(migrate, place)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "backups"
