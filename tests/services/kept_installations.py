"""Installations made once and copied: starting one for the first time and migrating it costs seconds each time.

They lie stopped beside the test database, under a name that changes with whatever they are made of. The workers of a
test run wait for one another: one makes, the others copy.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from crm.environment import var_dir
from tests.made_of import made_of
from tests.services.installation import Installation, release


def start_once(made: Installation) -> None:
    release(made.hold())


def migrate(made: Installation) -> None:
    done = made.run("manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    assert done.returncode == 0, done.stderr


def copy_of(make: Callable[[Installation], None], directory: Path) -> Installation:
    """A stopped installation at `directory`/var on which `make` was called, now or in an earlier run."""
    kept = var_dir() / "test-installations" / f"{make.__name__}-{made_of()}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with (kept.parent / f"{make.__name__}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = Installation(directory / "var")
            make(made)
            _keep(made, kept)
            return made
    copy(kept, directory / "var")
    return Installation(directory / "var")


def copy(var: Path, to: Path) -> None:
    """Copy a stopped installation. Whom the data belongs to matters: `cp -a` keeps it."""
    subprocess.run(["cp", "-a", str(var), str(to)], check=True)


def _keep(made: Installation, kept: Path) -> None:
    """Put a copy aside. What is of older code goes; half a copy never gets the name."""
    for older in kept.parent.glob(f"{kept.name.split('-')[0]}-*"):
        shutil.rmtree(older)
    if made.places.home != made.var:
        return  # The servers' files lie elsewhere: the directory alone would be no copy.
    half = kept.with_name(f"half-{kept.name}")
    shutil.rmtree(half, ignore_errors=True)
    copy(made.var, half)
    half.rename(kept)
