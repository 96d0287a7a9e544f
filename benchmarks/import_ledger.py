"""Importing an invoice register, as a ratio to PostgreSQL's own COPY of the same rows in the same run.

The measure of things is COPY into a twin of the ledger table with the same columns, checks and indexes, but without
foreign keys. Beside it, for comparison, COPY of the file as it stands into a table with a key and two indexes.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2

from crm.environment import ROOT

NAME = "import_ledger"

ROWS, CLIENTS = 1_000_000, 20_000
MOST = 5.0
MOST_MEBIBYTES = 300
HEADER = (
    "external_id,document,booked_on,client,group,engagement,practice,office,partner,kind,amount,currency,one_off".split(
        ","
    )
)
_TWIN = """
DROP TABLE IF EXISTS bench_twin;
CREATE TABLE bench_twin (LIKE engagements_ledgerentry INCLUDING ALL)
"""
_PLAIN = """
DROP TABLE IF EXISTS bench_plain;
CREATE TABLE bench_plain (
    external_id text PRIMARY KEY, document text, booked_on date, client text, "group" text, engagement text,
    practice text, office text, partner text, kind text, amount numeric(15, 2), currency text, one_off text);
CREATE INDEX ON bench_plain (client, booked_on);
CREATE INDEX ON bench_plain (booked_on)
"""
_COLUMNS = (
    "client_id, engagement_id, practice_id, office_id, partner_id, document, booked_on, kind, amount, currency, "
    "base_amount, one_off, source, external_id"
)


def measure(*, scale: float, seed: int, rounds: int, owner_url: str) -> dict[str, object]:
    """Seconds of each, their ratios, and the importing process's memory at its largest."""
    rows = round(ROWS * scale)
    with tempfile.TemporaryDirectory() as folder, closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        file, copied = Path(folder) / "register.csv", Path(folder) / "rows.copy"
        write_register(file, rows, round(CLIENTS * scale), random.Random(seed))
        first, report = _import(file)
        mebibytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        again, report_again = _import(file)
        _copy_out(owner, copied)
        twin = [
            _copy_in(owner, _TWIN, f"COPY bench_twin ({_COLUMNS}) FROM STDIN", copied) for _ in range(rounds_of(rounds))
        ]
        plain = [
            _copy_in(owner, _PLAIN, "COPY bench_plain FROM STDIN WITH (FORMAT csv, HEADER)", file)
            for _ in range(rounds_of(rounds))
        ]
        with owner.cursor() as cursor:
            cursor.execute("DROP TABLE bench_twin; DROP TABLE bench_plain")
    ratio = round(first / median(twin), 2)
    missed = [f"import / COPY: {ratio} > {MOST}"] if ratio > MOST else []
    missed += [f"{mebibytes} MiB > {MOST_MEBIBYTES}"] if mebibytes > MOST_MEBIBYTES else []
    figures = {
        "import": first,
        "COPY into a twin": median(twin),
        "import again": again,
        "COPY as it stands": median(plain),
    }
    return {
        "rows": rows,
        "figures": [
            {"what": what, "seconds": round(each, 2), "rows/s": round(rows / each)} for what, each in figures.items()
        ],
        "ratio": ratio,
        "ratio to COPY as it stands": round(first / median(plain), 2),
        "MiB": mebibytes,
        "created": report["created"],
        "unchanged when imported again": report_again["unchanged"],
        "missed": missed,
    }


def rounds_of(rounds: int) -> int:
    return max(2, rounds // 8)


def write_register(file: Path, rows: int, clients: int, dice: random.Random) -> None:
    """An invented register: a few clients bring most rows, every seventh belongs to a group, every tenth row is a credit."""
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(_rows(rows, clients, dice))


def _rows(rows: int, clients: int, dice: random.Random) -> Iterator[list[str]]:
    days = [(date(2019, 1, 1) + timedelta(days=n)).isoformat() for n in range(2_500)]
    for n in range(rows):
        client = int(dice.random() ** 1.6 * clients)
        cents, credit = dice.randrange(1_000, 5_000_000), dice.random() < 0.1
        yield [
            f"L{n:08}",
            f"INV-{n // 3:07}",
            dice.choice(days),
            f"Client {client}, Ltd",
            f"Group {client % 500}" if client % 7 == 0 else "",
            f"Matter {client}-{dice.randrange(3)}",
            dice.choice(("Tax", "Audit", "Law", "")),
            dice.choice(("Basel", "Bern", "")),
            f"Partner {client % 60}",
            "credit" if credit else "fee",
            f"{'-' if credit else ''}{cents // 100}.{cents % 100:02}",
            "EUR",
            "no",
        ]


def _import(file: Path) -> tuple[float, dict[str, Any]]:
    """Seconds from calling the command to its end, and what it reported."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "import_data", "ledger", file, "--json"],
        cwd=ROOT,
        env={**os.environ, "CRM_PROCESS": "command"},
        stdout=subprocess.PIPE,
        check=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return time.monotonic() - began, report


def _copy_out(owner: Any, file: Path) -> None:
    with owner.cursor() as cursor, file.open("w") as out:
        cursor.copy_expert(f"COPY (SELECT {_COLUMNS} FROM engagements_ledgerentry ORDER BY id) TO STDOUT", out)


def _copy_in(owner: Any, table: str, copy: str, file: Path) -> float:
    with owner.cursor() as cursor, file.open() as source:
        cursor.execute(table)
        began = time.monotonic()
        cursor.copy_expert(copy, source)
    return time.monotonic() - began
