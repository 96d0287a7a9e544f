"""What an import reports: rejected cells, counts, and refusals of the whole file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_IN_MEMORY = 1 << 20


class ImportRefused(Exception):
    """The file as a whole can't be imported (absent, no CSV, a required column missing, an unknown kind)."""


class RowError(NamedTuple):
    """What is wrong with one cell (or, without a column, with a whole row) and what to write instead."""

    line: int
    column: str
    value: str
    reason: str


class ErrorLog:
    """Row errors in the order of the file, on disk once there are many: a million bad rows fit into no memory."""

    def __init__(self, errors: Iterable[RowError] = ()) -> None:
        self._count = 0
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115
        for error in errors:
            self._file.write(json.dumps(error) + "\n")
            self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[RowError]:
        self._file.seek(0)
        for line in self._file:
            yield RowError(*json.loads(line))
