"""Headers of mail as strangers write them: each one guarded, so that a broken one costs only itself. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from accounts.text import TextError, clean_text
from relationships.capture.addresses import normal_address
from relationships.capture.found import LONGEST_SUBJECT, Party

LONGEST_HEADER = 64_000
MOST_PARTIES = 500
_MOST_BRACKETS = 200
"""Comments in comments take the library time by their square; a header with more of them is read without it."""
_ADDRESS = re.compile(r"()([^\s<>,;()\"@]{1,64}@[^\s<>,;()\"@]{1,255})")
FIRST, LAST = dt.datetime(1900, 1, 2, tzinfo=dt.UTC), dt.datetime(2100, 12, 31, tzinfo=dt.UTC)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_BLANKS = re.compile(r"\s+")


def headers_of(raw: bytes) -> Message:
    """The headers of the mail `raw` alone; quick, because the rest is not looked at."""
    ends = _BLANK_LINE.search(raw)
    return HeaderParser(policy=compat32).parsestr(readable(raw[: ends.start() if ends else len(raw)]) + "\n\n")


def readable(raw: bytes) -> str:
    """`raw` as text: UTF-8 where it is, else Windows' Latin, which reads any byte somehow."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def text_of(headers: Message, name: str, *, longest: int = LONGEST_SUBJECT) -> str:
    """A header in readable words, cut to `longest` characters; "" where there is none."""
    return plain(decoded(str(headers.get(name) or "")[:LONGEST_HEADER]), longest=longest)


def plain(text: str, *, longest: int, multiline: bool = False) -> str:
    """`text` as the text gate lets it in: what can't be stored is left out instead of refused."""
    bare = text.replace("\x00", "").encode("utf-8", "replace").decode()
    try:
        clean = clean_text(bare, multiline=multiline)
    except TextError:
        return ""
    clean = clean if multiline else _BLANKS.sub(" ", clean)
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def decoded(written: str) -> str:
    """RFC 2047's encoded words as text; what can't be decoded stays as it is written."""
    if "=?" not in written:
        return written
    try:
        pieces = decode_header(written)
    except (HeaderParseError, ValueError):
        return written
    return "".join(piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces)


def _decoded(piece: bytes, charset: str | None) -> str:
    try:
        return piece.decode(charset or "ascii", errors="replace")
    except (LookupError, ValueError):
        return piece.decode("latin-1")


def parties(headers: Message, *names: str) -> list[Party]:
    """Whoever these headers name by an address, once each, in their order."""
    written = [str(value)[:LONGEST_HEADER] for name in names for value in headers.get_all(name, [])]
    return _once(_parsed(written))


def parties_in(written: str) -> list[Party]:
    """Whoever a line such as "Ana Ruiz <ana@novagen.example>; bo@…" names."""
    return _once(_parsed([written[:LONGEST_HEADER].replace(";", ",").replace("[mailto:", "<").replace("]", ">")]))


def _parsed(written: list[str]) -> Iterable[tuple[str, str]]:
    try:
        if sum(each.count("(") for each in written) <= _MOST_BRACKETS:
            return getaddresses([_BLANKS.sub(" ", each) for each in written])
    except (ValueError, IndexError, RecursionError, AttributeError):
        pass
    return _ADDRESS.findall(" ".join(written))


def _once(pairs: Iterable[tuple[str, str]]) -> list[Party]:
    found: dict[str, Party] = {}
    for name, written in pairs:
        address = normal_address(decoded(written))
        if address and address not in found:
            said = plain(decoded(name), longest=200).strip("'\" ")
            found[address] = Party(address, "" if normal_address(said) == address else said)
        if len(found) >= MOST_PARTIES:
            break
    return list(found.values())


def sent_at(headers: Message) -> dt.datetime | None:
    """When it was sent: its date, else that of the first machine that took it; without a zone: UTC."""
    dates = [str(each) for each in headers.get_all("Date", [])]
    dates += [str(each).rpartition(";")[2] for each in reversed(headers.get_all("Received", []))]
    for written in dates[:20]:
        if (moment := moment_of(written)) is not None:
            return moment
    return None


def moment_of(written: str) -> dt.datetime | None:
    """A date as mail writes it; None when it is none, or lies outside 1900 to 2100."""
    try:
        moment = parsedate_to_datetime(_BLANKS.sub(" ", written.strip()[:200]))
        moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if FIRST <= moment <= LAST else None
