"""Cells that hold a day or a moment. Pure: the clock and the firm's zone are passed in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from relationships.imports.cells import CellError, Parser

EARLIEST, LATEST = 1900, 2100
_FIRST_MOMENT = datetime(EARLIEST, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)


def day(cell: str) -> str:
    """An ISO date from 1900 to 2100."""
    if not _DATE.fullmatch(cell):
        raise CellError("This is no ISO date. Write year-month-day, such as 2024-03-31.")
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        raise CellError("There is no such day. Check month and day.") from None
    if not EARLIEST <= found.year <= LATEST:
        raise CellError(f"The year lies outside {EARLIEST}-{LATEST}.")
    return cell


def moment(zone: ZoneInfo, *, not_after: datetime) -> Parser:
    """An ISO date and time; without a zone it is meant in `zone`, without a time it is midnight there."""

    def parse(cell: str) -> str:
        if not _MOMENT.fullmatch(cell):
            raise CellError("This is no ISO date and time. Write 2024-03-31T14:05 or 2024-03-31T14:05+02:00.")
        try:
            found = datetime.fromisoformat(cell.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        except ValueError:
            raise CellError("There is no such moment. Check month, day, hour and minute.") from None
        if not EARLIEST <= found.year <= LATEST:
            raise CellError(f"The year lies outside {EARLIEST}-{LATEST}.")
        known = found if found.tzinfo else found.replace(tzinfo=zone)
        if known < _FIRST_MOMENT:
            raise CellError(f"The year lies outside {EARLIEST}-{LATEST}.")
        if known > not_after:
            raise CellError("This lies in the future. A touchpoint is something that took place.")
        return known.isoformat()

    return parse
