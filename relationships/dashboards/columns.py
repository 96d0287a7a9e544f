"""Which columns of a list are shown: chosen in the address, some only for those who may see them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.policy import Capability, can


@dataclass(frozen=True)
class Column:
    """One column. `usual`: shown unless others are chosen. `sort`: by what its head sorts, or ""."""

    key: str
    label: str
    usual: bool = True
    sort: str = ""
    numeric: bool = False
    needs: Capability | None = None


def offered(columns: Iterable[Column], user: object) -> list[Column]:
    """The columns that `user` may choose from."""
    return [column for column in columns if column.needs is None or can(user, column.needs)]


def chosen(columns: Iterable[Column], asked: Iterable[str]) -> tuple[str, ...]:
    """The keys that were asked for, in the list's order; () for the usual ones."""
    wanted, known = set(asked), list(columns)
    picked = tuple(column.key for column in known if column.key in wanted)
    usual = tuple(column.key for column in known if column.usual)
    return () if picked == usual else picked


def shown(columns: Sequence[Column], picked: tuple[str, ...], user: object) -> list[Column]:
    """The columns to draw: those picked, else the usual ones, as far as `user` may see them."""
    return [column for column in offered(columns, user) if (column.key in picked if picked else column.usual)]


def ticks(columns: Sequence[Column], picked: tuple[str, ...], user: object) -> list[tuple[str, str, bool]]:
    """Key, words, chosen: what the picker offers."""
    drawn = {column.key for column in shown(columns, picked, user)}
    return [(column.key, column.label, column.key in drawn) for column in offered(columns, user)]
