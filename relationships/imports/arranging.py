"""How somebody's file is read as a kind of ours: which column goes where, and how days and amounts are written. Pure.

Everything behind it (parsing, checking, staging, writing) is what `import_data` does with a file of our own columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from relationships.imports.files.opening import Opened
from relationships.imports.header import Header
from relationships.imports.kinds import Kind
from relationships.imports.known_by import reads_ids
from relationships.imports.matching import NAME_PARTS
from relationships.imports.reading import Arrange, Columns, LeftOut, Table
from relationships.imports.written_amounts import currency_in, written_amount
from relationships.imports.written_days import written_day, written_moment

DAYS = {"booked_on", "started_on", "ended_on", "joined_on", "left_on", "opened_on", "closed_on", "consent_on"}
MOMENTS = {"occurred_at"}
_REMEMBERED = 100_000
_BETWEEN = re.compile(r"\s*(?:;|:::|\n)\s*")
_BETWEEN_MAILS = re.compile(r"\s*(?:;|,|:::|\n)\s*")
_IN_ANGLES = re.compile(r"^.*<([^<>@\s]+@[^<>@\s]+)>$", re.DOTALL)
_LEDGER_KINDS = {
    "invoice": "fee", "bill": "fee", "fees": "fee", "time": "fee", "gift": "fee", "donation": "fee", "rechnung": "fee",
    "credit note": "credit", "credit memo": "credit", "creditnote": "credit", "refund": "credit", "gutschrift": "credit",
    "write off": "write_off", "write-off": "write_off", "writeoff": "write_off", "bad debt": "write_off",
    "expense": "disbursement", "expenses": "disbursement", "disbursements": "disbursement", "cost": "disbursement",
    "vat": "tax", "gst": "tax", "sales tax": "tax", "mwst": "tax",
}  # fmt: skip
_TOUCH_KINDS = {
    "phone": "call", "phone call": "call", "telephone": "call", "calls": "call", "mail": "email", "e-mail": "email",
    "emails": "email", "lunch": "hospitality", "dinner": "hospitality", "meetings": "meeting", "appointment": "meeting",
    "visit": "meeting", "video call": "meeting", "chat": "message", "linkedin": "message", "note": "other", "task": "other",
}  # fmt: skip


@dataclass(frozen=True)
class FileReading:
    """How a file is read. `places`: target → columns of the file; `header`: index of the row that names them, -1 for none."""

    header: int = 0
    places: dict[str, list[int]] = field(default_factory=dict)
    days: str = "ymd"
    decimal: str = "."
    base_currency: str = ""
    key: str = ""
    """By what alone records are known (`known_by`); blank: by the usual order."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_as(
    path: Path, opened: Opened, kind: Kind, reading: FileReading, head: tuple[int, list[str]], corrections: LeftOut
) -> Table:
    """The file as a table of `kind`. `head` is the line of its header and the columns' names."""
    line, names = head
    if not reads_ids(reading.key):
        places = {target: where for target, where in reading.places.items() if target != "external_id"}
        reading = replace(reading, places=places)
    arrange = _arranged(reading, kind)
    taken = {place for places in reading.places.values() for place in places}
    header = Header(
        line=line,
        width=len(names),
        places=dict.fromkeys(_columns_given(reading, kind), 0),
        ignored=tuple(
            name.strip() or f"(column {place + 1})" for place, name in enumerate(names) if place not in taken
        ),
    )
    told = repr(
        (
            opened.encoding,
            opened.delimiter,
            line,
            sorted(reading.places.items()),
            reading.days,
            reading.decimal,
            reading.key,
        )
    )
    mark = blake2b((told + repr(sorted(corrections.items()))).encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Table(
        path=path,
        kind=kind,
        fingerprint=f"{opened.fingerprint}:{mark}",
        header=header,
        records=lambda: opened.records(path),
        arrange=arrange,
        pads=opened.format != "csv",
        corrections=corrections,
    )


def _columns_given(reading: FileReading, kind: Kind) -> list[str]:
    """The columns of the kind that the file says something about."""
    given = {target for target, places in reading.places.items() if places}
    if given & set(NAME_PARTS):
        given.add("name")
    given |= {f"other_{each}s" for each in ("email", "phone") if each in given}
    if kind.name == "ledger" and "amount" in given:
        given.add("currency")
    return [column for column in kind.columns if column in given]


def _arranged(reading: FileReading, kind: Kind) -> Arrange:
    days = _remembering(lambda cell: written_day(cell, reading.days))
    moments = _remembering(lambda cell: written_moment(cell, reading.days))
    amounts = _remembering(lambda cell: written_amount(cell, reading.decimal))

    def arrange(columns: Columns) -> dict[str, Sequence[str]]:
        found: dict[str, Sequence[str]] = {}
        count = len(columns[0]) if columns else 0
        for target, places in reading.places.items():
            there = [columns[place] for place in places]
            if target in DAYS:
                found[target] = list(map(days, there[0]))
            elif target in MOMENTS:
                found[target] = list(map(moments, there[0]))
            elif target == "amount":
                found[target] = list(map(amounts, there[0]))
            elif len(there) == 1:
                found[target] = there[0]
            else:
                between = "\n" if target == "summary" else "; "
                found[target] = [
                    between.join(filter(None, map(str.strip, cells))) for cells in zip(*there, strict=True)
                ]
        _amounts_of(found, reading, columns)
        _kinds_of(found, kind)
        _names(found, count, kind)
        _ways_to_reach(found, kind)
        return {name: cells for name, cells in found.items() if name in kind.columns}

    return arrange


def _remembering(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Each different cell is read once; columns repeat themselves."""
    known: dict[str, str] = {}

    def look_up(cell: str) -> str:
        if (found := known.get(cell)) is None:
            if len(known) > _REMEMBERED:
                known.clear()
            found = known[cell] = parse(cell) if cell.strip() else ""
        return found

    return look_up


def _amounts_of(found: dict[str, Sequence[str]], reading: FileReading, columns: Columns) -> None:
    """Where no column names the currency, the amount's own sign does."""
    if "amount" not in found:
        return
    raw = columns[reading.places["amount"][0]]
    named = found.get("currency") or [""] * len(raw)
    found["currency"] = [
        currency or ("" if cell.isascii() and not cell.upper().isupper() and "$" not in cell
                     else currency_in(cell, reading.base_currency))
        for currency, cell in zip(named, raw, strict=True)
    ]  # fmt: skip


def _kinds_of(found: dict[str, Sequence[str]], kind: Kind) -> None:
    spoken = {"ledger": _LEDGER_KINDS, "interactions": _TOUCH_KINDS}.get(kind.name)
    if spoken and "kind" in found:
        found["kind"] = [spoken.get(cell.strip().casefold(), cell) for cell in found["kind"]]


def _names(found: dict[str, Sequence[str]], count: int, kind: Kind) -> None:
    """A name from its parts, where there is no whole one."""
    if "name" not in kind.columns or not found.keys() & set(NAME_PARTS):
        return
    parts = [found.get(part) or [""] * count for part in NAME_PARTS]
    whole = found.get("name") or [""] * count
    found["name"] = [
        name if name.strip() else " ".join(filter(None, map(str.strip, row)))
        for name, row in zip(whole, zip(*parts, strict=True), strict=True)
    ]


def _ways_to_reach(found: dict[str, Sequence[str]], kind: Kind) -> None:
    """One address or number in its own column, the others in `other_emails` and `other_phones`."""
    for first, others in (("email", "other_emails"), ("phone", "other_phones")):
        if first not in found and others not in found:
            continue
        main = found[first] if first in found else [""] * len(found[others])
        more = found[others] if others in found else [""] * len(main)
        split = [_split(a, b, is_mail=first == "email") for a, b in zip(main, more, strict=True)]
        found[first] = [each[0] for each in split]
        if others in kind.columns:
            found[others] = [each[1] for each in split]


def _split(main: str, more: str, *, is_mail: bool) -> tuple[str, str]:
    if not more and not any(sign in main for sign in ";,:<\n"):
        return main, ""
    between = _BETWEEN_MAILS if is_mail else _BETWEEN
    pieces = [_bare(piece, is_mail=is_mail) for cell in (main, more) for piece in between.split(cell)]
    there = list(dict.fromkeys(piece for piece in pieces if piece))
    return (there[0], "; ".join(there[1:])) if there else ("", "")


def _bare(piece: str, *, is_mail: bool) -> str:
    text = piece.strip()
    if is_mail:
        found = _IN_ANGLES.match(text)
        return found[1] if found else text.removeprefix("mailto:")
    return "" if text.lower().startswith("sip:") else text.removeprefix("tel:")
