"""Writing staged rows: set-based SQL, all of it in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from relationships.imports.chosen import Choices


@dataclass
class Outcome:
    """What a kind's step wrote. `client_ids`: whose scores may change with it."""

    created: int = 0
    updated: int = 0
    client_ids: set[int] = field(default_factory=set)

    def add(self, *, created: int = 0, updated: int = 0, client_ids: Iterable[int] | None = None) -> None:
        self.created += created
        self.updated += updated
        self.client_ids.update(client_ids or ())


@dataclass
class Step:
    """The run whose rows are being written, as every statement's parameters name it."""

    run_id: int
    source: str
    base_currency: str
    today: date
    columns: frozenset[str]
    traced: bool = False
    entries: tuple[int | None, int | None] = (None, None)
    """The first and the last ledger entry that were made."""
    warnings: list[str] = field(default_factory=list)
    key: str = ""
    """By what alone records are known (`known_by`); blank: by everything that is tried, in its order."""
    choices: Choices = field(default_factory=Choices)
    left_out: int = 0
    """Rows that somebody chose to leave out after they were staged."""

    def run(self, statement: str, **more: Any) -> int:
        """Run a statement; answer how many rows it wrote."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self._parameters(more))
            return int(cursor.rowcount)

    def rows(self, statement: str, **more: Any) -> list[tuple[Any, ...]]:
        """Run a statement; answer its rows."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self._parameters(more))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def row(self, statement: str, **more: Any) -> tuple[Any, ...]:
        """Run a statement that answers exactly one row."""
        (only,) = self.rows(statement, **more)
        return only

    def _parameters(self, more: dict[str, Any]) -> dict[str, Any]:
        # A fresh dictionary each time: pghistory adds to it.
        return {"run": self.run_id, "source": self.source, "base": self.base_currency, "key": self.key, **more}

    def accepted(self) -> int:
        """How many rows are not rejected."""
        return int(self.row("SELECT count(*) FROM imports_row WHERE run_id = %(run)s AND NOT rejected")[0])

    @contextmanager
    def untraced(self) -> Iterator[None]:
        """Around rows that come by the million and are found again without a trace."""
        self._trace(on=False)
        yield
        self._trace(on=self.traced)

    def begin_trace(self) -> None:
        """From here to the end of the transaction, triggers write down what is written (`ImportTrace`)."""
        self._trace(on=self.traced)

    def end_trace(self) -> None:
        """What the rest of an outer transaction writes is not the import's."""
        self._trace(on=False)

    def _trace(self, *, on: bool) -> None:
        self.rows("SELECT set_config('perennial.import_run', %(traced)s, true)", traced=str(self.run_id) if on else "")

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self.columns
