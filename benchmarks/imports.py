"""Files on the pages: large ones through the wizard's own job, as a ratio to PostgreSQL's COPY of the same rows.

The measure of things is COPY of everything the import wrote into twins of its tables: the same columns, checks and
indexes, but without foreign keys. Beside it COPY of the file as it stands into one table with a key and two indexes.
Meanwhile a colleague asks for the list of clients: how much longer does it take than while nothing is brought in?
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command

from accounts.models import User
from accounts.policy import Role
from benchmarks.import_files import write_file
from benchmarks.import_twins import copied_as_it_stands, copied_into_twins
from benchmarks.import_worker import Worked, work
from benchmarks.interleaved import Times, interleaved, quantile
from benchmarks.visitor import Visitor
from relationships.imports.arranging import FileReading
from relationships.imports.file_actions import begin_run, discard, match_columns, take_file
from relationships.imports.models import FileImport

NAME = "imports"
ENVIRONMENT = {"CRM_MODE": "production", "CRM_PROCESS": "web"}

ROWS = {"people": 300_000, "ledger": 1_000_000}
MOST = 5.0
MOST_SLOWED = 1.5
MOST_MEBIBYTES = 400
_PIECE = 1 << 20


class Unfinished(Exception):
    """The import stopped on the way; its problem says why."""


def measure(*, scale: float, rounds: int, owner_url: str) -> dict[str, object]:
    """Seconds of each step, its ratio to COPY, the worker's memory, and how much a page is slowed meanwhile."""
    call_command("collectstatic", "--noinput", verbosity=0)
    page = _Page()
    with tempfile.TemporaryDirectory() as name, closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        kinds = [_measured(kind, round(rows * scale), owner, Path(name), page, rounds) for kind, rows in ROWS.items()]
    return {"files": kinds, "missed": [each for row in kinds for each in _missed(row)]}


def _measured(kind: str, rows: int, owner: Any, folder: Path, page: _Page, rounds: int) -> dict[str, Any]:
    file = folder / f"{kind}.csv"
    size = write_file(file, kind, rows)
    alone = page.alone(rounds)
    item, check = _checked(kind, file, size)
    begin_run(item)
    run, beside = page.beside(lambda: work(item.pk))
    _expect(item, "done", rows)
    again, check_again = _checked(kind, file, size)
    if (again.checked or {})["unchanged"] != rows:
        raise Unfinished(f"The same file again changes something: {again.checked}")
    discard(again)
    twins, plain = copied_into_twins(owner, kind, folder), copied_as_it_stands(owner, kind, file)
    return {
        "kind": kind,
        "rows": rows,
        "MB": size >> 20,
        "check s": round(check.seconds, 1),
        "run s": round(run.seconds, 1),
        "check again s": round(check_again.seconds, 1),
        "COPY s": round(twins.seconds, 1),
        "run ÷ COPY": round(run.seconds / twins.seconds, 2),
        "work": round(run.work / twins.work, 2),
        "run ÷ COPY of the file": round(run.seconds / plain.seconds, 2),
        "MiB": max(check.mebibytes, run.mebibytes),
        "page ms": round(alone.p50, 1),
        "meanwhile ms": round(quantile(beside, 0.5), 1),
        "slowed": round(quantile(beside, 0.5) / alone.p50, 2),
    }


def _checked(kind: str, file: Path, size: int) -> tuple[FileImport, Worked]:
    """Hand the file over and have it checked."""
    gerd = User.objects.get(email="gerd@bench.example")
    with file.open("rb") as content:
        item = take_file(
            user=gerd, kind=kind, source="bench", name=file.name, size=size,
            pieces=iter(lambda: content.read(_PIECE), b""),
        )  # fmt: skip
    if item.state == FileImport.State.READING:
        work(item.pk)
        item.refresh_from_db()
    match_columns(item, FileReading(**item.reading))
    took = work(item.pk)
    _expect(item, "checked", None)
    return item, took


def _expect(item: FileImport, state: str, created: int | None) -> None:
    item.refresh_from_db()
    if item.state != state or (created is not None and (item.report or {}).get("created") != created):
        raise Unfinished(f"{item.file_name} is {item.state}: {item.problem or item.report}")


class _Page:
    """The list of clients, asked by a partner through the whole WSGI stack."""

    def __init__(self) -> None:
        User.objects.create(name="Gerd", email="gerd@bench.example", role=Role.ADMINISTRATOR.value)
        henrik = User.objects.create(name="Henrik", email="henrik@bench.example", role=Role.PARTNER.value)
        self._visitor, self._product = Visitor(henrik), WSGIHandler()

    def _ask(self) -> None:
        answer = self._visitor.get(self._product, "/clients/")
        if answer.status != 200:
            raise Unfinished(f"The list of clients answered {answer.status}.")

    def alone(self, rounds: int) -> Times:
        """How long it takes while nothing is brought in."""
        return interleaved({"page": self._ask}, rounds=max(20, rounds))["page"]

    def beside(self, job: Callable[[], Worked]) -> tuple[Worked, list[float]]:
        """Do `job`, and ask for the page again and again meanwhile, with a breath between as people take one."""
        found: list[Worked] = []
        thread = threading.Thread(target=lambda: found.append(job()))
        thread.start()
        took: list[float] = []
        while thread.is_alive():
            took += interleaved({"page": self._ask}, rounds=1, warm_up=0)["page"].milliseconds
            thread.join(0.1)
        return found[0], took


def _missed(row: dict[str, Any]) -> list[str]:
    said = (("run ÷ COPY", MOST), ("MiB", MOST_MEBIBYTES), ("slowed", MOST_SLOWED))
    return [f"{row['kind']}: {key} {row[key]}, target {most}" for key, most in said if row[key] > most]
