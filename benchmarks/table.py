"""A bench's answer for people: names and values, lists of dictionaries as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def lines(answer: Mapping[str, Any], indent: str = "") -> list[str]:
    """The answer as lines of text."""
    found: list[str] = []
    for name, value in answer.items():
        if isinstance(value, Mapping):
            found += [f"{indent}{name}", *lines(value, indent + "  ")]
        elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            found += ["", *(indent + line for line in table(value)), ""]
        elif isinstance(value, list):
            found += [
                f"{indent}{name}: {'none' if not value else ''}".rstrip(),
                *(f"{indent}  {each}" for each in value),
            ]
        else:
            found.append(f"{indent}{name}: {shown(value)}")
    return found


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows under their column names; numbers to the right."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[shown(row.get(name)) for name in names] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(names, *cells, strict=True)]
    numeric = [all(isinstance(row.get(name), int | float | None) for row in rows) for name in names]
    return [_line(line, widths, numeric) for line in [names, ["-" * width for width in widths], *cells]]


def shown(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    each = zip(cells, widths, numeric, strict=True)
    return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in each).rstrip()
