"""`manage.py import_data`: what goes where, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from relationships.engagements.models import LedgerEntry
from tests.imports.process import ROOT, environment

GOOD = "external_id,booked_on,client,amount,Colour\n1,2024-01-01,Acme,5,red\n2,2024-01-02,Birch,7.005,red\n"
BAD = GOOD + "3,tomorrow,Acme,5,red\n"


def run(*arguments: Any) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of the command, in this process."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_data", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.csv"
    file.write_text(GOOD)
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.csv"
    file.write_text(BAD)
    return file


@pytest.mark.django_db
def test_json_is_one_document_on_standard_output_and_the_rest_goes_to_standard_error(bad: Path) -> None:
    status, out, err = run("ledger", bad, "--json")
    assert status == 0
    assert json.loads(out) == {
        "kind": "ledger",
        "source": "import",
        "read": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "rounded": 1,
        "errors": [
            {
                "line": 4,
                "column": "booked_on",
                "value": "tomorrow",
                "reason": "This is no ISO date. Write year-month-day, such as 2024-03-31.",
            }
        ],
    }
    assert err == "Columns that are not known and were ignored: Colour\n"


@pytest.mark.django_db
def test_people_read_a_summary_and_the_errors(bad: Path) -> None:
    status, out, _ = run("ledger", bad, "--source", "books")
    assert (status, out.splitlines()) == (
        0,
        [
            "ledger from books: 3 read, 2 created, 1 rejected, 1 rounded",
            "Line 4, booked_on 'tomorrow': This is no ISO date. Write year-month-day, such as 2024-03-31.",
        ],
    )


@pytest.mark.django_db
def test_many_errors_are_cut_for_people(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("booked_on,client,amount\n" + "x,Acme,5\n" * 25)
    assert run("ledger", file)[1].splitlines()[-1] == "… and 5 more. --json lists all of them."


@pytest.mark.django_db
def test_strict_refuses_with_status_one(bad: Path, good: Path) -> None:
    status, out, err = run("ledger", bad, "--json", "--strict")
    assert (status, json.loads(out)["rejected"]) == (1, 1)
    assert "Nothing was written: 1 of 3 rows are bad" in err
    assert LedgerEntry.objects.unscoped(reason="test").count() == 0
    assert run("ledger", good, "--strict")[0] == 0
    assert LedgerEntry.objects.unscoped(reason="test").count() == 2


@pytest.mark.django_db
def test_a_dry_run_says_so(good: Path) -> None:
    status, out, _ = run("ledger", good, "--dry-run")
    assert (status, out) == (0, "ledger from import: 2 read, 2 created, 1 rounded (nothing was written)\n")
    assert LedgerEntry.objects.unscoped(reason="test").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (
            "invoices",
            GOOD,
            "Unknown kind 'invoices'. Choose one of: colleagues, clients, people, alumni, engagements, ledger, interactions.",
        ),
        ("ledger", "client,amount\nAcme,5\n", "Missing column: booked_on."),
        ("clients", GOOD, "Missing column: name."),
        ("ledger", "", "The file is empty."),
    ],
)
def test_what_cannot_be_imported_at_all_ends_with_status_two(
    tmp_path: Path, kind: str, content: str, said: str
) -> None:
    file = tmp_path / "file.csv"
    file.write_text(content)
    status, out, err = run(kind, file)
    assert (status, out) == (2, "")
    assert said in err
    status, out, _ = run(kind, file, "--json")
    document = json.loads(out)
    assert (status, document["kind"], document["read"]) == (2, kind, 0)
    assert said in document["errors"][0]["reason"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nowhere.csv", ".", "/dev/null", "a\x00b", "x" * 300])
def test_a_file_that_is_none_ends_with_status_two(path: str) -> None:
    status, out, err = run("ledger", path)
    assert (status, out) == (2, "")
    assert "can't be read" in err or "is no file" in err


def test_the_shell_sees_status_two_for_wrong_usage() -> None:
    found = subprocess.run(
        [sys.executable, "manage.py", "import_data", "ledger"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (2, b"")


@pytest.mark.django_db(transaction=True)
def test_from_the_shell_logs_stay_off_standard_output(good: Path, bad: Path) -> None:
    def shell(file: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "manage.py", "import_data", "ledger", file, "--json", *options]
        return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=False)

    first = shell(good)
    assert (first.returncode, json.loads(first.stdout)["created"]) == (0, 2)
    assert b"INFO" in first.stderr
    second = shell(bad, "--strict")
    assert (second.returncode, json.loads(second.stdout)["unchanged"]) == (1, 2)
    third = shell(good.with_name("absent.csv"))
    assert (third.returncode, json.loads(third.stdout)["read"]) == (2, 0)
