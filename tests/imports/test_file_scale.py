"""A register of a million rows on the pages: bounded memory, and at most five times as long as COPY alone takes."""

from __future__ import annotations

import io
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from accounts.policy import Role
from relationships.imports.arranging import FileReading
from relationships.imports.file_actions import begin_run, match_columns, take_file
from relationships.imports.file_jobs import carry_on
from relationships.imports.models import FileImport
from tests.cast import colleague

pytestmark = [pytest.mark.long, pytest.mark.timeout(3_000), pytest.mark.django_db(transaction=True)]
ROWS = {"ledger": 1_000_000, "people": 300_000}
SHARE = float(os.environ.get("SCALE_SHARE") or 1)
"""Of the full size, to try it out."""
MOST_MEMORY_KIB = 400 * 1024
TIMES_COPY = 5.0
_HEADERS = {
    "ledger": "Id,Invoice Date,Customer,Net Amount,Matter\n",
    "people": "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Job Title\n",
}


def rows(kind: str, count: int) -> Iterator[bytes]:
    yield _HEADERS[kind].encode()
    for begin in range(0, count, 10_000):
        block = range(begin, min(begin + 10_000, count))
        if kind == "ledger":
            lines = (
                f"{n},{n % 28 + 1}.{n % 12 + 1}.2024,Client {n % 20_000},{n % 9_999}.5,Matter {n % 7}\n" for n in block
            )
        else:
            lines = (
                f"{n},Ana{n % 977},Ruiz{n},ana{n}@c{n % 20_000}.example,+4161{n:07},Client {n % 20_000},CFO\n"
                for n in block
            )
        yield "".join(lines).encode()


def copy_seconds(count: int) -> float:
    """COPY of as many rows into a table with the columns and indexes of the ledger."""
    columns = "id, client_id, document, booked_on, kind, amount, currency, base_amount, one_off, source, external_id"
    lines = io.StringIO(
        "".join(
            f"{n},{n % 20_000},R{n},2024-{n % 12 + 1:02}-{n % 28 + 1:02},fee,{n % 9_999}.5,EUR,{n % 9_999}.5,f,x,{n}\n"
            for n in range(1, count + 1)
        )
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (LIKE engagements_ledgerentry INCLUDING INDEXES INCLUDING DEFAULTS)")
        began = time.monotonic()
        cursor.copy_expert(f"COPY plain ({columns}) FROM STDIN WITH (FORMAT csv)", lines)
        return time.monotonic() - began


@pytest.mark.parametrize("kind", ROWS)
def test_a_large_file_takes_bounded_memory_and_time(kind: str, settings: LazySettings, tmp_path: Path) -> None:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    count = int(ROWS[kind] * SHARE)
    gerd = colleague("Gerd Achleitner", Role.ADMINISTRATOR)
    pieces = list(rows(kind, count))
    size = sum(map(len, pieces))
    item = take_file(user=gerd, kind=kind, source="books", name="large.csv", size=size, pieces=pieces)
    del pieces
    while item.state == "reading":
        carry_on(import_id=item.pk)
        item.refresh_from_db()
    match_columns(item, FileReading(**item.reading))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = {}
    for step, begin in (("check", None), ("run", begin_run)):
        item = FileImport.objects.get(pk=item.pk)
        if begin:
            begin(item)
        began = time.monotonic()
        carry_on(import_id=item.pk)
        took[step] = time.monotonic() - began
    item.refresh_from_db()
    assert item.report is not None, item.problem
    assert (item.report["read"], item.report["created"]) == (count, count)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    plain = copy_seconds(count)
    print(f"{kind}: {count:,} rows, {size >> 20} MiB, {took}, COPY {plain:.1f} s, memory +{grown >> 10} MiB")
    assert grown < MOST_MEMORY_KIB
    assert kind != "ledger" or took["run"] <= TIMES_COPY * plain
