"""Pairs that may be one and wait for somebody to say so, as a reader may know of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client, GroupEdge, LookAlike, NotTheSame
from relationships.contacts.models import Person, Position
from relationships.merging.fields import Mergeable
from relationships.merging.models import PersonLookAlike, TwoPeople

PAGE, BOUND, LAST_PAGE = 50, 10_000, 200
DECIDED = 20


@dataclass(frozen=True)
class Line:
    """Two records and why they look alike; `where` says something of each that tells them apart."""

    one: Mergeable
    other: Mergeable
    reason: str
    likeness: float
    where: tuple[str, str] = ("", "")
    said_same: bool = False

    @property
    def percent(self) -> int:
        return round(100 * self.likeness)


@dataclass(frozen=True)
class Queue:
    """Context of merging/queue.html."""

    lines: list[Line]
    said: list[Line]
    apart: list[tuple[Mergeable, Mergeable]]
    count: int
    page: int
    last: int
    of_clients: bool
    may_merge: bool
    may_decide: bool

    @property
    def count_words(self) -> str:
        return f"over {BOUND:,}" if self.count > BOUND else f"{self.count:,}"

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1

    @property
    def final(self) -> int:
        return self.first + len(self.lines) - 1


def client_queue(user: User, page: int) -> Queue:
    """Clients that look alike, the likest first; above them those that somebody counts as one already."""
    seen = Client.objects.visible_to(user).current()
    rows = LookAlike.objects.filter(one__in=seen, other__in=seen)
    rows = rows.exclude(Exists(_said(NotTheSame))).exclude(Exists(_linked()))
    same = GroupEdge.objects.filter(same=True, archived_at=None, client__in=seen, parent__in=seen)
    linked = same.select_related("client", "parent").order_by("-updated_at", "-pk")[:PAGE]
    said = [Line(each.parent, each.client, "Counted as one", 1.0, said_same=True) for each in linked]
    lines, count, number, last = _page(rows.select_related("one", "other"), page)
    found = [
        Line(each.one, each.other, each.get_reason_display(), each.likeness, (each.one.industry, each.other.industry))
        for each in lines
    ]
    apart = NotTheSame.objects.filter(archived_at=None, one__in=seen, other__in=seen)
    return Queue(
        lines=found,
        said=said,
        apart=_last(apart),
        count=count,
        page=number,
        last=last,
        of_clients=True,
        may_merge=can(user, Capability.MERGE_CLIENTS),
        may_decide=can(user, Capability.EDIT_CLIENTS),
    )


def people_queue(user: User, page: int) -> Queue:
    """People who look alike, the likest first."""
    seen = Person.objects.visible_to(user).current()
    rows = PersonLookAlike.objects.filter(one__in=seen, other__in=seen).exclude(Exists(_said(TwoPeople)))
    lines, count, number, last = _page(rows.select_related("one", "other"), page)
    at = _employers(user, [pk for each in lines for pk in (each.one_id, each.other_id)])
    found = [
        Line(
            each.one,
            each.other,
            each.get_reason_display(),
            each.likeness,
            (at.get(each.one_id, ""), at.get(each.other_id, "")),
        )
        for each in lines
    ]
    apart = TwoPeople.objects.filter(archived_at=None, one__in=seen, other__in=seen)
    return Queue(
        lines=found,
        said=[],
        apart=_last(apart),
        count=count,
        page=number,
        last=last,
        of_clients=False,
        may_merge=can(user, Capability.MERGE_PEOPLE),
        may_decide=can(user, Capability.EDIT_PEOPLE),
    )


def _page(rows: QuerySet, page: int) -> tuple[list, int, int, int]:  # type: ignore[type-arg]
    count = rows.values("pk")[: BOUND + 1].count()
    last = max(1, min(LAST_PAGE, -(-count // PAGE)))
    number = min(page, last)
    start = (number - 1) * PAGE
    return list(rows.order_by("-likeness", "pk")[start : start + PAGE]), count, number, last


def _said(table: type[NotTheSame] | type[TwoPeople]) -> QuerySet:  # type: ignore[type-arg]
    return table.objects.filter(archived_at=None, one=OuterRef("one"), other=OuterRef("other"))


def _linked() -> QuerySet[GroupEdge]:
    there = Q(client=OuterRef("one"), parent=OuterRef("other")) | Q(client=OuterRef("other"), parent=OuterRef("one"))
    return GroupEdge.objects.filter(there, same=True, archived_at=None)


def _last(rows: QuerySet) -> list[tuple[Mergeable, Mergeable]]:  # type: ignore[type-arg]
    newest = rows.select_related("one", "other").order_by("-updated_at", "-pk")[:DECIDED]
    return [(each.one, each.other) for each in newest]


def _employers(user: User, people: list[int]) -> dict[int, str]:
    rows = Position.objects.visible_to(user).filter(person__in=people, archived_at=None)
    found: dict[int, str] = {}
    for person, name in rows.order_by("person_id", "-ended_on", "pk").values_list("person_id", "client__name"):
        found.setdefault(person, name)
    return found
