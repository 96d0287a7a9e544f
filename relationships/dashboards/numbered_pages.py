"""Numbered pages over a queryset: exact counts to 10,000, at most 200 pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

BOUND = 10_000
"""Counts are exact up to here; beyond, pages say "over 10,000"."""
PAGE_SIZE = 50
LAST_PAGE = 200

_R = TypeVar("_R")


@dataclass(frozen=True)
class Numbered(Generic[_R]):
    """One page: its rows, its number, the last number, and how many rows there are in all (`BOUND` + 1: more)."""

    rows: list[_R]
    count: int
    number: int
    last: int

    def __iter__(self) -> Iterator[_R]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def beyond(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.count > BOUND

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def final(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def count_words(self) -> str:
        """ "164", "over 10,000"."""
        return f"over {BOUND:,}" if self.beyond else f"{self.count:,}"


def last_page(count: int) -> int:
    """The number of the last page of so many rows."""
    return max(1, min(LAST_PAGE, -(-count // PAGE_SIZE)))


def page_number(typed: str) -> int:
    """A page number from an address; 1 for anything that is none."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    return min(max(number, 1), LAST_PAGE)


def numbered(rows: QuerySet[Any], page: int) -> Numbered[Any]:
    """The page numbered `page` of ordered `rows`, or the last one there is."""
    count = rows.order_by().values("pk")[: BOUND + 1].count()
    number = min(page, last_page(count))
    start = (number - 1) * PAGE_SIZE
    return Numbered(list(rows[start : start + PAGE_SIZE]) if count else [], count, number, last_page(count))
