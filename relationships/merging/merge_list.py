"""Merges as a reader may know of them, and what the undo of one left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.foundation.list_file import in_chunks
from relationships.merging.models import Absorbed, Merge, MergeChange
from relationships.merging.undo_actions import UNDO_FOR

PAGE, LAST_PAGE, BOUND, MOST_LEFT = 50, 200, 10_000, 200
HEADER = ("Merged", "Into", "What", "By", "When", "Undone")
"""Of the file of merges."""
_OWN = frozenset({"clients_alias", "clients_teammember", "contacts_personalias", "contacts_contactpoint"})
"""Tables whose rows are as visible as the record they hang on."""


@dataclass(frozen=True)
class MergeLine:
    """One merge, and whether the reader may undo it now."""

    merge: Merge
    absorbed: list[Absorbed]
    may_undo: bool


@dataclass(frozen=True)
class MergeListPage:
    """Context of merging/merges.html."""

    lines: list[MergeLine]
    page: int
    last: int


@dataclass(frozen=True)
class Left:
    """A row that an undo left as somebody had changed it since: what it is, and which columns."""

    thing: str
    name: str
    columns: str


@dataclass(frozen=True)
class MergePage:
    """Context of merging/merge.html."""

    line: MergeLine
    left: list[Left]


def number_of(typed: str) -> int:
    """A page number from an address; 1 for anything that is none."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    return min(max(number, 1), LAST_PAGE)


def merge_list_page(user: User, page: int) -> MergeListPage:
    """One page of the merges."""
    rows = _merges(user)
    last = max(1, min(LAST_PAGE, -(-rows.order_by().values("pk")[: BOUND + 1].count() // PAGE)))
    number = min(page, last)
    return MergeListPage(_lines(user, list(rows[(number - 1) * PAGE : number * PAGE])), number, last)


def merge_rows(user: User) -> Iterator[Sequence[Any]]:
    """Every merge in the order of the pages, below `HEADER`."""
    for part in in_chunks(_merges(user)):
        for line in _lines(user, part):
            merge = line.merge
            yield (
                "; ".join(each.record.name for each in line.absorbed),
                merge.stayed.name,
                merge.get_kind_display(),
                merge.merged_by.name if merge.merged_by else None,
                merge.created_at,
                merge.undone_at,
            )


def _merges(user: User) -> QuerySet[Merge]:
    rows: QuerySet[Merge] = Merge.objects.visible_to(user).select_related("client", "person", "merged_by")
    return rows.order_by("-created_at", "-pk")


def merge_page(user: User, merge: Merge) -> MergePage:
    """One visible merge."""
    (line,) = _lines(user, [merge])
    return MergePage(line, list(_left(user, merge)) if merge.undone_at else [])


def _lines(user: User, merges: list[Merge]) -> list[MergeLine]:
    absorbed: dict[int, list[Absorbed]] = {}
    for each in Absorbed.objects.filter(merge__in=merges).select_related("client", "person").order_by("pk"):
        absorbed.setdefault(each.merge_id, []).append(each)
    return [MergeLine(each, absorbed.get(each.pk, []), _may_undo(user, each)) for each in merges]


def _may_undo(user: User, merge: Merge) -> bool:
    needed = Capability.MERGE_CLIENTS if merge.kind == Merge.Kind.CLIENTS else Capability.MERGE_PEOPLE
    in_time = merge.undone_at is None and merge.created_at >= timezone.now() - UNDO_FOR
    return in_time and can(user, needed)


def _left(user: User, merge: Merge) -> Iterator[Left]:
    """What the reader may know of, by table."""
    changes: dict[str, list[MergeChange]] = {}
    for change in MergeChange.objects.filter(merge=merge, left=True).order_by("step", "row_id")[:MOST_LEFT]:
        changes.setdefault(change.table, []).append(change)
    tables: dict[str, Any] = {model._meta.db_table: model for model in apps.get_models()}
    for table, found in changes.items():
        model = tables[table]
        gated = getattr(model.objects, "visible_to", None)
        if gated is None and table not in _OWN:
            continue
        rows = (gated(user) if gated else model.objects.all()).in_bulk([each.row_id for each in found])
        for each in found:
            if each.row_id in rows:
                columns = ", ".join(name.removesuffix("_id").replace("_", " ") for name in each.before or {})
                yield Left(str(model._meta.verbose_name), str(rows[each.row_id]), columns or "all of it")
