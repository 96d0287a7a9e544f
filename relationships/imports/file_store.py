"""Where files lie that somebody brings in: outside of anything that is served, each in a directory of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings

from relationships.imports.models import FileImport

CERTAIN = 0.8
"""Likeness (0-1) from which many rows may be taken for what they look like at once."""


@dataclass(frozen=True)
class ProblemRow:
    """A row that can't be brought in: its line, its cells as they stand (none when it can't be read), what is wrong."""

    line: int
    cells: list[str]
    faults: list[tuple[str, str, str]]
    """Column of ours (blank: the row as a whole), what stands there, and what to write instead."""


@dataclass(frozen=True)
class Known:
    """A record that a row or a name may mean: its id on pages, its name, where it is found, why it is asked about."""

    public_id: str
    name: str
    where: str
    why: str
    likeness: float
    may_update: bool


@dataclass(frozen=True)
class Question:
    """Who is meant by rows about one record (`lines`), or by a client's name (`client`) that stands in `rows` rows?"""

    key: str
    lines: list[int]
    client: str
    said: str
    rows: int
    known: list[Known]

    @property
    def offered(self) -> list[str]:
        """Ids of those whom the row may be taken for."""
        return [each.public_id for each in self.known if each.may_update]

    @property
    def likest(self) -> str:
        """The likest of them, if they are nearly certain to be one; blank: nobody is."""
        return next((each.public_id for each in self.known if each.may_update and each.likeness >= CERTAIN), "")


def path_of(item: FileImport) -> Path:
    """The file itself."""
    return Path(settings.IMPORTS_ROOT) / item.code / "file"


def keep(item: FileImport, pieces: Iterable[bytes]) -> None:
    """Write the file, piece by piece."""
    path = path_of(item)
    path.parent.mkdir(parents=True, mode=0o700)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)


def drop_file(item: FileImport) -> None:
    """Remove the file; what was wrong with it stays."""
    for path in (path_of(item), path_of(item).with_suffix(".rows")):
        path.unlink(missing_ok=True)


def drop_everything(item: FileImport) -> None:
    """Remove the file and what was wrong with it."""
    shutil.rmtree(path_of(item).parent, ignore_errors=True)


def is_there(item: FileImport) -> bool:
    """Whether the file still lies there."""
    return path_of(item).is_file()


def keep_problems(item: FileImport, rows: Iterable[ProblemRow]) -> int:
    """Write the rows that can't be brought in beside the file; answers how many."""
    count = 0
    with _problems(item).open("w", encoding="utf-8", errors="backslashreplace") as file:
        for row in rows:
            file.write(json.dumps([row.line, row.cells, row.faults]) + "\n")
            count += 1
    return count


def problems_of(item: FileImport, *, first: int = 0, count: int | None = None) -> Iterator[ProblemRow]:
    """The rows that can't be brought in."""
    if not _problems(item).is_file():
        return
    with _problems(item).open(encoding="utf-8") as file:
        for line in islice(file, first, None if count is None else first + count):
            number, cells, faults = json.loads(line)
            yield ProblemRow(number, cells, [tuple(fault) for fault in faults])


def keep_questions(item: FileImport, asked: Iterable[Question]) -> int:
    """Write the questions about probable duplicates beside the file; answers how many."""
    count = 0
    with _questions(item).open("w", encoding="utf-8", errors="backslashreplace") as file:
        for each in asked:
            file.write(json.dumps(asdict(each)) + "\n")
            count += 1
    return count


def questions_of(item: FileImport, *, first: int = 0, count: int | None = None) -> Iterator[Question]:
    """The questions about probable duplicates."""
    if not _questions(item).is_file():
        return
    with _questions(item).open(encoding="utf-8") as file:
        for line in islice(file, first, None if count is None else first + count):
            told = json.loads(line)
            yield Question(**{**told, "known": [Known(**each) for each in told["known"]]})


def drop_questions(item: FileImport) -> None:
    """Ask anew."""
    _questions(item).unlink(missing_ok=True)


def _questions(item: FileImport) -> Path:
    return path_of(item).with_name("questions")


def _problems(item: FileImport) -> Path:
    return path_of(item).with_name("problems")
