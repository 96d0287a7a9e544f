"""An import that is killed anywhere leaves nothing half-written, and the same call again completes it."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from relationships.clients.models import Client
from relationships.engagements.models import LedgerEntry
from relationships.imports.models import ImportRun
from tests.imports.process import finish, start

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 20_000
BOMBS = {
    "in the middle of the first chunk": "staging._Rows.read = after(1, staging._Rows.read)",
    "between two chunks": "staging._stage_chunk = after(2, staging._stage_chunk)",
    "when everything is staged": "actions.apply_run = kill",
    "in the middle of writing": "applying.ErrorLog = kill",
    "while the doorbell rings": "applying.facts_changed.send = kill",
    "before the commit": "applying.clear_staged = kill",
    "after the commit": "actions.let_go = kill",
}

# Of two moments that leave the same behind, one is for `make test-long`.
MARKS = dict.fromkeys(
    ("in the middle of the first chunk", "when everything is staged", "while the doorbell rings"), pytest.mark.long
)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "register.csv"
    rows = (f"{n},2024-01-{n % 28 + 1:02},Client {n % 300},{n % 1000}.50,Matter {n % 7}\n" for n in range(ROWS))
    file.write_text("external_id,booked_on,client,amount,engagement\n" + "".join(rows) + "0,2024-01-01,Again,1,\n")
    return file


@pytest.fixture(autouse=True)
def _no_scraps() -> Iterator[None]:
    """Staging tables are no models: the test run doesn't empty them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_row; DELETE FROM imports_error")


def staged() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM imports_row")
        return int(cursor.fetchone()[0])


def written() -> tuple[int, int]:
    return LedgerEntry.objects.unscoped(reason="test").count(), Client.objects.unscoped(reason="test").count()


@pytest.mark.parametrize(
    "bomb", [pytest.param(each, id=when, marks=MARKS.get(when, ())) for when, each in BOMBS.items()]
)
def test_killed_and_called_again_everything_is_there_once(register: Path, bomb: str) -> None:
    status, _ = finish(start("ledger", register, bomb))
    assert status == -signal.SIGKILL
    committed = "let_go" in bomb
    assert written() == ((ROWS, 300) if committed else (0, 0))
    status, said = finish(start("ledger", register))
    unchanged, created = (ROWS, 0) if committed else (0, ROWS)
    assert (status, said) == (0, f"{ROWS + 1} {created} 0 {unchanged} 1")
    assert written() == (ROWS, 300)
    assert staged() == 0
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"done"}


def test_the_next_call_goes_on_where_the_last_whole_chunk_ended(register: Path) -> None:
    finish(start("ledger", register, "staging._stage_chunk = after(3, staging._stage_chunk)"))
    run = ImportRun.objects.get()
    assert (run.read, run.staged_to_line, staged()) == (12_000, 12_001, 12_000)
    # Two whole chunks, one of a single row and the empty end are left; from the start it would be seven.
    status, _ = finish(start("ledger", register, "staging._stage_chunk = after(4, staging._stage_chunk)"))
    assert status == 0
    assert written() == (ROWS, 300)


def test_rows_that_a_crash_of_the_database_took_are_read_again(register: Path) -> None:
    finish(start("ledger", register, "actions.apply_run = kill"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_row WHERE line < 100")
    assert finish(start("ledger", register)) == (0, f"{ROWS + 1} {ROWS} 0 0 1")
    assert written() == (ROWS, 300)


def test_another_content_of_the_file_clears_away_what_was_staged(register: Path) -> None:
    finish(start("ledger", register, "actions.apply_run = kill"))
    register.write_text("external_id,booked_on,client,amount\n0,2024-01-01,Acme,1\n")
    assert finish(start("ledger", register)) == (0, "1 1 0 0 0")
    assert staged() == 0
    assert ImportRun.objects.count() == 1


def test_two_imports_of_one_file_at_once_write_it_once(register: Path) -> None:
    both = [start("ledger", register), start("ledger", register)]
    ends = [finish(each) for each in both]
    assert sorted(ends) == [(0, f"{ROWS + 1} 0 0 {ROWS} 1"), (0, f"{ROWS + 1} {ROWS} 0 0 1")]
    assert written() == (ROWS, 300)
    assert staged() == 0


def test_two_files_at_once_share_the_clients_they_both_name(tmp_path: Path) -> None:
    files = []
    for name, order in (("a", 1), ("b", -1)):
        names = [f"Client {n}" for n in range(2_000)][::order]
        file = tmp_path / f"{name}.csv"
        file.write_text(
            "external_id,booked_on,client,amount,engagement,practice\n"
            + "".join(f"{name}{n},2024-01-01,{client},5,Matter,Tax\n" for n, client in enumerate(names))
        )
        files.append(file)
    both = [start("ledger", file) for file in files]
    assert [finish(each) for each in both] == [(0, "2000 2000 0 0 0")] * 2
    assert written() == (4_000, 2_000)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_random_again_and_again_everything_is_there_once(register: Path) -> None:
    dice = random.Random(7)
    for _ in range(20):
        process = start("ledger", register)
        time.sleep(dice.uniform(0.3, 4))
        process.kill()
        process.communicate()
        assert written() in {(0, 0), (ROWS, 300)}
    finish(start("ledger", register))
    assert written() == (ROWS, 300)
    assert staged() == 0
