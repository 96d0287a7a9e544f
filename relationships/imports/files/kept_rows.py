"""Records in a form of our own: one line of JSON each, so that a line number is a record's number. Pure.

Workbooks and address cards are read once into it: both are slow to read, and are read several times.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from relationships.foundation.csv_records import BrokenRecord

Record = tuple[int, list[str] | BrokenRecord]


def keep_rows(path: Path, records: Iterable[Record]) -> str:
    """Write `records` to `path`; answers a fingerprint of what they say."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("w", encoding="utf-8", errors="surrogatepass") as file:
        for line, cells in records:
            told = [line, cells.start, cells.reason] if isinstance(cells, BrokenRecord) else [line, cells]
            written = json.dumps(told) + "\n"
            digest.update(written.encode())
            file.write(written)
    return digest.hexdigest()


class KeptRows:
    """Iterates over `(line, cells)` as `CsvRecords` does."""

    def __init__(self, path: Path) -> None:
        self.characters = 0
        self._path = path

    def __iter__(self) -> Iterator[Record]:
        with self._path.open(encoding="utf-8") as file:
            for written in file:
                self.characters += len(written)
                line, *told = json.loads(written)
                yield line, BrokenRecord(line, *told) if len(told) > 1 else told[0]
