"""The kinds of file that can be imported: their columns, what each cell may hold, and what a row must fulfil."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from relationships.imports.columns import Block, Check, Fault, Field


@dataclass(frozen=True)
class Circumstances:
    """What the meaning of a cell depends on besides itself."""

    base_currency: str
    zone: ZoneInfo
    now: datetime


def in_order(earlier: str, later: str) -> Check:
    """A check that of two days in a row the later one doesn't lie before the earlier one."""

    def check(block: Block) -> Iterator[Fault]:
        for index, (first, last) in enumerate(zip(block.values[earlier], block.values[later], strict=True)):
            if first and last and last < first:
                yield Fault(index, later, f"This day lies before {earlier}. Check both.")

    return check


def nothing_more(block: Block) -> tuple[()]:
    """A check for kinds whose cells are right one by one."""
    return ()


@dataclass(frozen=True)
class Kind:
    """A kind of file. `columns` are the recognised ones; `required` must be in the header and filled in every row."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    fields: tuple[Field, ...]
    check: Check = nothing_more

    @property
    def staged(self) -> tuple[str, ...]:
        """The columns of the staging table that this kind fills."""
        return tuple(each.staged for each in self.fields if each.staged != "external_id")


Description = Callable[[Circumstances], Kind]
