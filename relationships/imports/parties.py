"""Who took part, as a cell says it: `Name`, `address` or `Name <address>`, several separated by semicolons. Pure."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from relationships.imports.cells import CellError, Parser, Text, address

AT_MOST = 500
_WITH_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")


class Party(NamedTuple):
    """Somebody named in a cell. At least one of both is given; the address is in lower case."""

    name: str
    address: str


def party(cell: str, *, name_length: int) -> Party:
    """Read `Name`, `address` or `Name <address>`. Raises `CellError`."""
    if found := _WITH_ADDRESS.fullmatch(cell.strip()):
        return Party(_name(found["name"], name_length), address(found["address"].strip()))
    if "<" in cell or ">" in cell:
        raise CellError("Write a colleague or person as Name, as address, or as Name <address>.")
    if "@" in cell and " " not in cell.strip():
        return Party("", address(cell.strip()))
    name = _name(cell, name_length)
    if not name:
        raise CellError("Write a colleague or person as Name, as address, or as Name <address>.")
    return Party(name, "")


def _name(given: str, length: int) -> str:
    return Text(length)(given.strip().strip('"').strip())


def parties(*, name_length: int) -> Parser:
    """A parser for a cell of several: answers JSON, a list of [name, address] without repeats, in a fixed order."""

    def parse(cell: str) -> str:
        pieces = [piece for piece in cell.split(";") if piece.strip()]
        if len(pieces) > AT_MOST:
            raise CellError(f"This names {len(pieces)} people. At most {AT_MOST} fit.")
        return json.dumps(sorted({party(piece, name_length=name_length) for piece in pieces}), ensure_ascii=False)

    return parse


def label(given: Party) -> str:
    """The one way in which a party is written: equal parties have equal labels."""
    return f"{given.name} <{given.address}>" if given.name and given.address else given.name or given.address


def colleague(cell: str) -> str:
    """A parser for a cell that names one colleague: answers the label."""
    return label(party(cell, name_length=200))
