"""Taking a file apart: one mail, a mailbox of many, or calendars; told by what stands in it, not by its name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from relationships.capture import reasons

MAIL, MAILBOX, CALENDAR = "mail", "mailbox", "calendar"
_BEGINS = re.compile(rb"From [^\r\n]*\d{1,2}:\d{2}[^\r\n]*\d{4}[^\r\n]*\r?\n?$")
_LONGEST_BEGINNING = 500
"""Bytes of a "From " line: a longer one is no beginning, and would be searched for far too long."""
_HEADER = re.compile(rb"^[!-9;-~]+[ \t]*:", re.MULTILINE)
_OUTLOOK = (b"\xd0\xcf\x11\xe0", b"!BDN", b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"Rar!", b"7z\xbc\xaf")
LONGEST_MAIL = 25 * 1024 * 1024 + 1


def kind_of(head: bytes) -> str:
    """`MAIL`, `MAILBOX` or `CALENDAR` by the first bytes of a file, or a reason of `reasons` why it is none."""
    text = _begun(head)
    if not text:
        return reasons.EMPTY
    if text.startswith(_OUTLOOK):
        return reasons.OUTLOOK
    if text[:15].upper() == b"BEGIN:VCALENDAR":
        return CALENDAR
    if _begins(text.split(b"\n", 1)[0] + b"\n") or (text.startswith(b"From ") and _HEADER.search(text)):
        return MAILBOX
    return MAIL if _HEADER.search(text[:20_000]) else reasons.NOT_MAIL


def mails_in(file: IO[bytes]) -> Iterator[bytes]:
    """Each mail of a mailbox. One begins at a "From " line after a blank one; a mail too large is cut just beyond."""
    lines: list[bytes] = []
    size, after_blank, begun = 0, True, False
    for line in _lines(file):
        if after_blank and line.startswith(b"From ") and (not begun or _begins(line)):
            if begun:
                yield b"".join(lines)
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= LONGEST_MAIL:
                lines.append(line[1:] if line.startswith(b">From ") else line)
            elif size - len(line) <= LONGEST_MAIL:
                lines.append(b" " * (LONGEST_MAIL + 1 - (size - len(line))))
        after_blank = not line.strip()
    if begun:
        yield b"".join(lines)


def _begins(line: bytes) -> bool:
    return len(line) <= _LONGEST_BEGINNING and _BEGINS.match(line) is not None


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines of at most a megabyte, so that a file without line ends needs no memory."""
    while line := file.readline(1 << 20):
        yield line


def first_bytes(file: IO[bytes]) -> bytes:
    """What `kind_of` needs; the file stands where its text begins afterwards: behind a byte-order mark and blanks."""
    read = file.read(65_536)
    head = _begun(read)
    file.seek(len(read) - len(head))
    return head


def _begun(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def opened(content: bytes) -> IO[bytes]:
    """Bytes as a file."""
    return BytesIO(content)
