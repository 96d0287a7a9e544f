"""How a CSV file is written: encoding and delimiter, found out rather than asked. Pure: no Django.

Encodings: UTF-8 with or without BOM, UTF-16 with or without BOM, else Windows-1252. Delimiters: , ; tab |
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20
DELIMITERS = ",;\t|"
HEADER_WITHIN = 20
_SAMPLE = 64 * 1024
_BROKEN = re.compile("[\udc80-\udcff]+")
_WIDE = re.compile("[^\x00-\x7f\udc80-\udcff]+")
_OTHER_FORMATS = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xfe\x00\x00": "UTF-32 text",
    b"\x00\x00\xfe\xff": "UTF-32 text",
}


class NotCsv(ValueError):
    """The file is no CSV; `str(error)` says what it is and what to do."""


@dataclass(frozen=True)
class Survey:
    """What one pass over the file's bytes tells: its encoding, and a fingerprint of its content."""

    encoding: str
    fingerprint: str


def survey(path: Path) -> Survey:
    """Read the file once, in blocks. Raises `NotCsv` for other formats, `OSError` when it can't be read."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        first = file.read(BLOCK)
        refuse_other_formats(first)
        encoding = _marked_encoding(first)
        tally = None if encoding else _Utf8Tally()
        block = first
        while block:
            digest.update(block)
            if tally:
                tally.add(block)
            block = file.read(BLOCK)
    return Survey(encoding or (tally or _Utf8Tally()).verdict(), digest.hexdigest())


def refuse_other_formats(start: bytes) -> None:
    """Raise `NotCsv` when the first bytes are those of a workbook, an archive or the like."""
    for magic, what in _OTHER_FORMATS.items():
        if start.startswith(magic):
            raise NotCsv(f"This file is {what}. Save it as CSV (UTF-8) and import that.")


def _marked_encoding(start: bytes) -> str | None:
    """The encoding a byte-order mark names, or that UTF-16's zero bytes betray; None when it may be UTF-8."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = start[: _SAMPLE & ~1]
    evens, odds = sample[::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odds > half * 0.3 and evens < half * 0.05:
        return "utf-16-le"
    if evens > half * 0.3 and odds < half * 0.05:
        return "utf-16-be"
    return None


class _Utf8Tally:
    """Counts what is and isn't UTF-8, so that one broken byte doesn't turn every accent of a UTF-8 file into two."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        self.broken = 0
        self.wide = 0

    def add(self, block: bytes) -> None:
        text = self._decoder.decode(block)
        if not text.isascii():
            self.broken += sum(len(run) for run in _BROKEN.findall(text))
            self.wide += sum(len(run) for run in _WIDE.findall(text))

    def verdict(self) -> str:
        self.broken += len(self._decoder.decode(b"", final=True))
        return "utf-8-sig" if self.broken <= self.wide else "cp1252"


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """The file's text in blocks. A byte the encoding doesn't know comes out as a lone surrogate: its row is refused."""
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield decoder.decode(block)
    try:
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        yield "\udcff"


def find_delimiter(text: str, score: Callable[[list[str]], int]) -> str:
    """The delimiter under which a row near the top of `text` scores highest (say, by column names it holds).

    Equal scores go to the delimiter that gives the first row more cells, then to the order , ; tab |
    A first line `sep=;`, as Excel writes it, decides.
    """
    if declared := declared_delimiter(text[:8]):
        return declared
    lines = text[:_SAMPLE].replace("\r\n", "\n").replace("\r", "\n").split("\n")[:HEADER_WITHIN]

    def fitness(delimiter: str) -> tuple[int, int]:
        rows = [_split(line, delimiter) for line in lines if line.strip()]
        return max((score(row) for row in rows), default=0), max((len(row) for row in rows[:1]), default=0)

    return max(DELIMITERS, key=fitness)


def declared_delimiter(line: str) -> str:
    """The delimiter that a line `sep=;` names, or an empty string."""
    found = re.match(r'"?sep=([,;\t|])"?\s*(?:[\r\n]|$)', line, re.IGNORECASE)
    return found[1] if found else ""


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
