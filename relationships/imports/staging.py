"""Copying a file's rows into the staging table, in chunks, each with its checkpoint in the same transaction."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.db.models.functions import Now

from relationships.imports.models import ImportRun
from relationships.imports.problems import RowError
from relationships.imports.reading import Batch, Table
from relationships.imports.shaping import Shaper

CHUNK_BATCHES = 25
_PIECE = 1 << 18
_ERRORS_AT_ONCE = 20_000
_ERROR_COLUMNS = ("run_id", "line", "column", "value", "reason")
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})

logger = logging.getLogger(__name__)


def stage(run: ImportRun, table: Table) -> None:
    """Stage what is not staged yet. Killed at any moment, the next call goes on after the last whole chunk."""
    batches = table.batches(after=run.staged_to_line)
    shaper = Shaper(run.pk, table.kind)
    while _stage_chunk(run, shaper, islice(batches, CHUNK_BATCHES)):
        logger.info("Read %s rows of %s.", f"{run.read:,}", table.path.name)


def _stage_chunk(run: ImportRun, shaper: Shaper, batches: Iterable[Batch]) -> bool:
    """Copy one chunk. False when there was nothing left."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows = _Rows(shaper, batches)
        cursor.copy_expert(_copy("imports_row", shaper.columns, null=""), rows, _PIECE)
        if not rows.count and not rows.skipped:
            return False
        if rows.errors:
            # An error's value may be blank, and is never null.
            cursor.copy_expert(_copy("imports_error", _ERROR_COLUMNS, null="\\N"), _error_lines(run.pk, rows.errors))
        run.staged_to_line, run.read, run.skipped = rows.last_line, run.read + rows.count, run.skipped + rows.skipped
        ImportRun.objects.filter(pk=run.pk).update(
            staged_to_line=run.staged_to_line, read=run.read, skipped=run.skipped, staged_at=Now()
        )
    return True


class _Rows:
    """A file to COPY from that is written while PostgreSQL reads it: both work at once, and neither needs memory."""

    def __init__(self, shaper: Shaper, batches: Iterable[Batch]) -> None:
        self.count = 0
        self.skipped = 0
        self.last_line = 0
        self.errors: list[RowError] = []
        self._pieces = self._shaped(shaper, batches)
        self._piece = io.BytesIO()

    def read(self, size: int) -> bytes:
        while not (data := self._piece.read(size)):
            following = next(self._pieces, None)
            if following is None:
                return b""
            self._piece = io.BytesIO(following.encode())
        return data

    def _shaped(self, shaper: Shaper, batches: Iterable[Batch]) -> Iterator[str]:
        for batch in batches:
            shaped = shaper.shape(batch)
            self.count += shaped.count
            self.skipped += batch.skipped
            self.last_line = max(self.last_line, shaped.last_line, batch.last_line)
            self.errors += shaped.errors
            yield shaped.text
            if len(self.errors) > _ERRORS_AT_ONCE:
                # They are copied after the rows: the chunk ends here, so that they fit into memory.
                return


def _copy(table: str, columns: Iterable[str], null: str) -> str:
    listed = ", ".join(f'"{column}"' for column in columns)
    return f"COPY {table} ({listed}) FROM STDIN WITH (NULL '{null}')"


def _error_lines(run_id: int, errors: list[RowError]) -> io.StringIO:
    return io.StringIO(
        "".join(
            "\t".join((str(run_id), str(line), *(cell.translate(_ESCAPES) for cell in rest))) + "\n"
            for line, *rest in errors
        )
    )
