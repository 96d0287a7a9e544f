"""The worker that brings a file in is killed: the next one finishes it, once, and it can be undone as a whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client as Browser

from accounts.policy import Role
from crm.services.processes import wait_until
from relationships.clients.models import Client
from relationships.engagements.models import LedgerEntry
from relationships.imports.models import ImportTrace
from tests.cast import colleague
from tests.imports.process import ROOT, environment
from tests.imports.wizard import Wizard, added_up, bring, counts

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 20_000
WORKER = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.IMPORTS_ROOT = sys.argv[2]
from relationships.imports import file_jobs, staging, undoing
from relationships.imports.applying import run as applying

def kill(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

staging.CHUNK_BATCHES = 1
{bomb}
print("begins", flush=True)
file_jobs.carry_on(import_id=int(sys.argv[1]))
"""


@pytest.fixture
def wizard(tmp_path: Path, settings: LazySettings, no_worker: None) -> Iterator[Wizard]:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    gerds = Browser()
    gerds.force_login(colleague("Gerd Achleitner", Role.ADMINISTRATOR))
    rows = "".join(f"{n},{n % 28 + 1}.1.2024,Client {n % 300},{n % 1000},Matter {n % 7}\n" for n in range(ROWS))
    yield bring(gerds, f"Id,Invoice Date,Customer,Net Amount,Matter\n{rows}", kind="ledger")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_row; DELETE FROM imports_error")


def worker(wizard: Wizard, root: object, bomb: str = "") -> subprocess.Popen[str]:
    script = WORKER.replace("{bomb}", bomb)
    command = [sys.executable, "-c", script, str(wizard.item.pk), str(root)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process: subprocess.Popen[str]) -> subprocess.Popen[str]:
    """When it is dead, and PostgreSQL has noticed: until then its locks stand, and whoever comes next leaves again."""
    process.communicate(timeout=110)
    assert wait_until(lambda: not locks_of_others(), 30)
    return process


def locks_of_others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        found: int = cursor.fetchone()[0]
        return found


def written() -> tuple[int, int]:
    return LedgerEntry.objects.unscoped(reason="test").count(), Client.objects.unscoped(reason="test").count()


def test_a_worker_is_killed_while_the_doorbell_rings_and_while_undoing(wizard: Wizard, settings: LazySettings) -> None:
    checked = wizard.check()
    assert counts(checked) == {"read": ROWS, "created": ROWS}
    wizard.browser.post(wizard.at("run"))
    process = ended(worker(wizard, settings.IMPORTS_ROOT, "applying.facts_changed.send = kill"))
    assert (process.returncode, written(), wizard.now().state) == (-signal.SIGKILL, (0, 0), "running")
    assert counts(wizard.work().report or {}) == counts(checked)
    assert written() == (ROWS, 300)
    wizard.browser.post(wizard.at("undo"))
    process = ended(worker(wizard, settings.IMPORTS_ROOT, "undoing.rebuild_group_spans = kill"))
    assert (process.returncode, written(), wizard.now().state) == (-signal.SIGKILL, (ROWS, 300), "undoing")
    wizard.work()
    assert (written(), wizard.item.state, ImportTrace.objects.count()) == ((0, 0), "undone", 0)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_at_ten_random_points_nothing_is_lost_and_nothing_doubled(
    wizard: Wizard, settings: LazySettings
) -> None:
    dice, began = random.Random(11), time.monotonic()
    checked = wizard.check()
    takes = time.monotonic() - began
    wizard.browser.post(wizard.at("run"))
    killed = []
    for part in range(10):
        process = worker(wizard, settings.IMPORTS_ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        # Later each time, up to most of what the check took: a run that gets through leaves nothing to kill.
        time.sleep((part + dice.random()) / 13 * takes)
        process.kill()
        process.communicate()
        killed.append((process.returncode, wizard.now().state))
        assert written() in {(0, 0), (ROWS, 300)}
    while wizard.now().state == "running":
        wizard.work()
    assert killed.count((-signal.SIGKILL, "running")) >= 5, killed
    report = wizard.item.report or {}
    added_up(report)
    assert written() == (report["created"], 300) == (ROWS, 300)
    assert counts(report) == counts(checked)
