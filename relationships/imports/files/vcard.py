"""Address cards (vCard 2.1, 3.0, 4.0) as records, and as tolerant as real ones are broken. Pure.

A card is a record of its own, at the line of its BEGIN. What makes up a person is taken: names, organisation, title,
addresses, numbers, the id; pictures and the rest are passed over. Sources: RFC 2425, 2426, 6350; the vCard 2.1 text.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from relationships.foundation.csv_records import BrokenRecord
from relationships.imports.files.kept_rows import Record

HEADER = [
    "UID",
    "Full name",
    "Name prefix",
    "First name",
    "Middle name",
    "Last name",
    "Name suffix",
    "Organisation",
    "Title",
    "E-mail",
    "Other e-mails",
    "Phone",
    "Other phones",
]
MOST_CHARACTERS = 1 << 20
_BEGIN = re.compile(rb"^\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE)
_END = re.compile(rb"^\s*END\s*:\s*VCARD\s*$", re.IGNORECASE)
_NAME = re.compile(rb"^(?:[\w-]+\.)?([\w-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NO_VOICE = {"FAX", "PAGER", "MODEM"}


@dataclass
class _Property:
    name: str
    parameters: list[tuple[str, str]]
    value: str

    def says(self, name: str) -> set[str]:
        """The values of a parameter, in capitals. In version 2.1 a bare word is a type."""
        return {part.strip('" ').upper() for key, value in self.parameters if key == name for part in value.split(",")}


@dataclass
class _Card:
    line: int
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    is_closed: bool = True

    def add(self, line: bytes) -> None:
        self.size += len(line)
        if self.size <= MOST_CHARACTERS:
            self.lines.append(line)


def is_vcard(start: bytes) -> bool:
    """Whether a file that begins so holds address cards."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()[:20]
    return bool(re.match(rb"BEGIN\s*:\s*VCARD", text, re.IGNORECASE))


def vcard_records(path: Path) -> Iterator[Record]:
    """The header, then a record for each card; a card that can't be read is broken, with the reason."""
    yield 0, list(HEADER)
    with path.open("rb") as file:
        for card in _cards(enumerate(_lines(file), start=1)):
            yield card.line, _record(card)


def _lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without their ends, whatever they end with."""
    for chunk in file:
        yield from chunk.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n").split(b"\r")


def _cards(lines: Iterable[tuple[int, bytes]]) -> Iterator[_Card]:
    """Cards with their lines, in the order in which they begin. A card inside a card is a person of its own."""
    open_cards: list[_Card] = []
    done: list[_Card] = []
    for number, line in lines:
        if _BEGIN.match(line):
            open_cards.append(_Card(number))
        elif not open_cards:
            continue
        elif _END.match(line):
            done.append(open_cards.pop())
            if not open_cards:
                yield from sorted(done, key=lambda card: card.line)
                done.clear()
        else:
            open_cards[-1].add(line)
    for card in open_cards:
        card.is_closed = False
    yield from sorted(done + open_cards, key=lambda card: card.line)


def _record(card: _Card) -> list[str] | BrokenRecord:
    start = b" ".join(card.lines[:3]).decode("utf-8", "replace")[:200]
    if card.size > MOST_CHARACTERS:
        return BrokenRecord(card.line, start, "This card is larger than a million characters. Remove its picture.")
    if not card.is_closed:
        return BrokenRecord(card.line, start, "This card has no END:VCARD. Add it, or export the card again.")
    properties = list(_properties(card.lines))
    cells = _person(properties)
    if not any(cells[1:]):
        return BrokenRecord(card.line, start, "This card names nobody. Fill in a name, or remove the card.")
    return cells


def _person(properties: list[_Property]) -> list[str]:
    def first(name: str) -> str:
        return next((text for each in properties if each.name == name and (text := _plain(each.value))), "")

    parts = next((_parts(each.value, ";") for each in properties if each.name == "N"), [])
    family, given, middle, before, after = (*parts, "", "", "", "", "")[:5]
    mails = _reached(properties, "EMAIL")
    phones = [each.removeprefix("tel:") for each in _reached(properties, "TEL", without=_NO_VOICE)]
    organisation = next((_parts(each.value, ";")[0] for each in properties if each.name == "ORG"), "")
    return [
        first("UID"),
        first("FN"),
        before,
        given,
        middle,
        family,
        after,
        organisation,
        first("TITLE"),
        mails[0] if mails else "",
        "; ".join(mails[1:]),
        phones[0] if phones else "",
        "; ".join(phones[1:]),
    ]


def _reached(properties: list[_Property], name: str, without: Iterable[str] = ()) -> list[str]:
    """Ways to reach somebody, those that are preferred first."""
    found = [
        each for each in properties if each.name == name and _plain(each.value) and not each.says("TYPE") & set(without)
    ]
    found.sort(key=lambda each: not (each.says("TYPE") & {"PREF"} or each.says("PREF")))
    return list(dict.fromkeys(_plain(each.value).replace(";", ",").removeprefix("mailto:") for each in found))


def _properties(lines: list[bytes]) -> Iterator[_Property]:
    for line in _unfolded(lines):
        found = _NAME.match(line)
        if not found:
            continue
        parameters = []
        for piece in found[2].decode("utf-8", "replace").split(";")[1:]:
            key, equals, value = piece.partition("=")
            word = key.strip().upper()
            if equals:
                parameters.append((word, value))
            else:
                parameters.append(("ENCODING" if word in ("QUOTED-PRINTABLE", "BASE64", "B") else "TYPE", word))
        each = _Property(found[1].decode("ascii", "replace").upper(), parameters, "")
        each.value = _decoded(found[3], each)
        yield each


def _unfolded(lines: list[bytes]) -> Iterator[bytes]:
    """Whole properties: a line that begins with a blank goes on the one before, and so does quoted-printable after `=`."""
    whole: bytes | None = None
    for line in lines:
        if whole is not None and line[:1] in (b" ", b"\t"):
            whole += line[1:]
        elif whole is not None and whole.endswith(b"=") and _is_quoted(whole):
            whole = whole[:-1] + line
        else:
            if whole is not None:
                yield whole
            whole = line
    if whole is not None:
        yield whole


def _is_quoted(line: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in line.split(b":", 1)[0].upper()


def _decoded(value: bytes, of: _Property) -> str:
    how = of.says("ENCODING")
    if "QUOTED-PRINTABLE" in how:
        value = quopri.decodestring(value)
    elif how & {"BASE64", "B"}:
        try:
            value = binascii.a2b_base64(value)
        except binascii.Error:
            return ""
        if b"\x00" in value:
            return ""
    for charset in (*sorted(of.says("CHARSET")), "utf-8"):
        try:
            return value.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return value.decode("cp1252", "replace")


def _parts(value: str, delimiter: str) -> list[str]:
    """The parts of a structured value; a delimiter behind a backslash is none."""
    return [_plain(part) for part in re.split(rf"(?<!\\){delimiter}", value)]


def _plain(value: str) -> str:
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return " ".join(text.split())
