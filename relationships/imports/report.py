"""What came of an import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from relationships.imports.problems import ErrorLog

_COUNTED = ("read", "created", "updated", "unchanged", "rejected", "rounded")


@dataclass(frozen=True)
class ImportReport:
    """Rows by what became of them: `created + updated + unchanged + skipped + rejected == read`, always.

    `skipped`: rows that somebody chose to leave out; a file that is brought in as it is has none.

    `rounded`: rows not rejected whose amount had more than two decimals. Without `applied` (a dry run, or `refused`
    under strict) nothing was written, and the counts say what would have been.
    """

    kind: str
    source: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    rounded: int
    errors: ErrorLog
    applied: bool = True
    refused: bool = False
    skipped: int = 0
    warnings: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()

    def as_json(self) -> Iterator[str]:
        """The report as one JSON document, in pieces, so that a million errors need no memory."""
        head = {"kind": self.kind, "source": self.source, **{name: getattr(self, name) for name in _COUNTED}}
        yield json.dumps(head)[:-1] + ', "errors": ['
        for number, error in enumerate(self.errors):
            yield (", " if number else "") + json.dumps(error._asdict())
        yield "]}\n"
