"""Peculiar and broken files of strangers: each is taken or refused with a reason, quickly, and never with a traceback."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from relationships.imports.actions import import_file
from relationships.imports.kinds import Circumstances
from relationships.imports.problems import ImportRefused
from relationships.imports.registry import DESCRIPTIONS
from tests.imports.bringing import HEADERS, REAL_DATA, bring, counts, reasons

ODD = REAL_DATA / "odd-inputs" / "csv"
SECONDS = 5
MEBIBYTE = 1024


def files() -> list[Path]:
    return sorted(each for each in ODD.rglob("*") if each.is_file()) if ODD.exists() else []


def take(kind: str, file: Path) -> int:
    """Import the file, within the time; how many rows were read."""
    began = time.monotonic()
    try:
        report = import_file(kind=kind, path=file)
    except ImportRefused:
        return 0
    finally:
        assert time.monotonic() - began < SECONDS
    assert report.created + report.updated + report.unchanged + report.rejected == report.read
    assert {error.line for error in report.errors if error.reason} == {error.line for error in report.errors}
    return report.read


@pytest.mark.skipif(not ODD.exists(), reason=f"the odd inputs are not at {ODD} (REAL_DATA)")
@pytest.mark.django_db
@pytest.mark.parametrize("kind", HEADERS)
def test_odd_files_are_taken_or_refused_as_they_are(kind: str) -> None:
    assert len(files()) > 50
    for file in files():
        take(kind, file)


@pytest.mark.skipif(not ODD.exists(), reason=f"the odd inputs are not at {ODD} (REAL_DATA)")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind",
    [
        "ledger",
        "interactions",
        *(pytest.param(kind, marks=pytest.mark.long) for kind in ("colleagues", "clients", "engagements")),
    ],
)
def test_odd_files_are_taken_or_refused_below_a_header_that_fits(kind: str, tmp_path: Path) -> None:
    read = 0
    for file in files():
        under = tmp_path / file.name
        under.write_bytes(HEADERS[kind].encode() + b"\n" + file.read_bytes())
        read += take(kind, under)
    assert read > 500


@pytest.mark.django_db
def test_a_line_of_many_megabytes_and_a_hundred_thousand_cells_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("w") as out:
        out.write("booked_on,client,amount\n2024-01-01,Acme,5\n")
        for _ in range(64):
            out.write("x" * (1 << 20))
        out.write("\n" + "1," * 100_000 + '\n2024-01-01,"')
        for _ in range(16):
            out.write("quoted" * (1 << 17))
        out.write('",5\n2024-01-01,Birch,5\n')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = import_file(kind="ledger", path=file)
    assert counts(report) == {"read": 5, "created": 2, "rejected": 3}
    assert [line for line, _, _ in reasons(report)] == [3, 4, 5]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * MEBIBYTE


@pytest.mark.django_db
def test_a_hundred_thousand_columns_are_ignored(tmp_path: Path) -> None:
    many = 100_000
    text = "booked_on,client,amount" + ",x" * many + "\n" + ("2024-01-01,Acme,5" + "," * many + "\n") * 30
    assert counts(bring("ledger", text)) == {"read": 30, "created": 30}


@pytest.mark.django_db
def test_cells_that_are_too_long_are_refused() -> None:
    long = "x" * 301
    report = bring("ledger", f"booked_on,client,amount,document\n2024-01-01,{long},5,\n2024-01-01,Acme,5,{long}\n")
    assert [(error.line, error.column, len(error.value)) for error in report.errors] == [
        (2, "client", 201),
        (3, "document", 201),
    ]


@pytest.mark.django_db
def test_every_recognised_column_of_every_kind_is_one_of_the_format() -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    given = Circumstances("EUR", ZoneInfo("UTC"), datetime.now(UTC))
    for kind, header in HEADERS.items():
        described = DESCRIPTIONS[kind](given)
        assert set(header.split(",")) | {"external_id", "office", "other_emails", "other_phones"} >= set(
            described.columns
        )
        assert set(described.required) <= set(described.columns)


@pytest.mark.django_db
def test_every_error_of_a_file_that_is_all_wrong_is_listed_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    with file.open("w") as out:
        out.write("booked_on,client,amount,currency,one_off\n")
        for number in range(30_000):
            out.write(f"{number}.12.2024,Acme,{number} EUR,Euro,perhaps\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = import_file(kind="ledger", path=file)
    assert counts(report) == {"read": 30_000, "rejected": 30_000}
    assert len(report.errors) == 120_000
    assert sum(1 for _ in report.errors) == 120_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * MEBIBYTE
