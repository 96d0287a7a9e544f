"""Pairs that may be one and wait for somebody to say so, as a reader may know of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.kept_back import keeping
from relationships.clients.models import Client, GroupEdge, LookAlike, NotTheSame
from relationships.contacts.models import Person, Position
from relationships.foundation.list_file import in_chunks
from relationships.merging.actions import MOST
from relationships.merging.fields import Mergeable
from relationships.merging.models import PersonLookAlike, TwoPeople

PAGE, BOUND, LAST_PAGE = 50, 10_000, 200
MOST_MORE = MOST - 1
HEADER = ("One", "Of which", "The other", "Of which", "Why", "Alike in %")
"""Of a file of pairs: `where` stands beside each name."""
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
    more: tuple[Mergeable, ...] = ()
    """Others of the queue that look like one of these two: all of them may be one."""

    @property
    def together(self) -> int:
        return 2 + len(self.more)

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
    same = GroupEdge.objects.filter(same=True, archived_at=None, client__in=seen, parent__in=seen)
    linked = same.select_related("client", "parent").order_by("-updated_at", "-pk")[:PAGE]
    said = [Line(each.parent, each.client, "Counted as one", 1.0, said_same=True) for each in linked]
    lines, count, number, last = _page(_pairs_of_clients(user), page)
    apart = NotTheSame.objects.filter(archived_at=None, one__in=seen, other__in=seen)
    return Queue(
        lines=_with_more(_client_lines(lines), _pairs_of_clients(user)),
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
    lines, count, number, last = _page(_pairs_of_people(user), page)
    apart = TwoPeople.objects.filter(archived_at=None, one__in=seen, other__in=seen)
    return Queue(
        lines=_with_more(_person_lines(user, lines), _pairs_of_people(user)),
        said=[],
        apart=_last(apart),
        count=count,
        page=number,
        last=last,
        of_clients=False,
        may_merge=can(user, Capability.MERGE_PEOPLE),
        may_decide=can(user, Capability.EDIT_PEOPLE),
    )


def client_pair_rows(user: User) -> Iterator[Sequence[Any]]:
    """Every pair of clients that waits, in the order of the pages, below `HEADER`."""
    for part in in_chunks(_pairs_of_clients(user)):
        yield from map(_cells, _client_lines(part))


def person_pair_rows(user: User) -> Iterator[Sequence[Any]]:
    """Every pair of people that waits, in the order of the pages, below `HEADER`."""
    for part in in_chunks(_pairs_of_people(user)):
        yield from map(_cells, _person_lines(user, part))


def _cells(line: Line) -> Sequence[Any]:
    return (line.one.name, line.where[0], line.other.name, line.where[1], line.reason, line.percent)


def _pairs_of_clients(user: User) -> QuerySet[LookAlike]:
    seen = Client.objects.visible_to(user).current()
    rows = LookAlike.objects.filter(one__in=seen, other__in=seen)
    rows = rows.exclude(Exists(_said(NotTheSame))).exclude(Exists(_linked()))
    return rows.select_related("one", "other").order_by("-likeness", "pk")


def _pairs_of_people(user: User) -> QuerySet[PersonLookAlike]:
    seen = Person.objects.visible_to(user).current()
    rows = PersonLookAlike.objects.filter(one__in=seen, other__in=seen).exclude(Exists(_said(TwoPeople)))
    for reason, field in (("email", "email_for"), ("phone", "phone_for")):
        # Kept back since the pair was found.
        kept = keeping(field)
        rows = rows.exclude(Q(one__in=kept) | Q(other__in=kept), reason=reason)
    return rows.select_related("one", "other").order_by("-likeness", "pk")


def _client_lines(pairs: Sequence[LookAlike]) -> list[Line]:
    return [
        Line(each.one, each.other, each.get_reason_display(), each.likeness, (each.one.industry, each.other.industry))
        for each in pairs
    ]


def _person_lines(user: User, pairs: Sequence[PersonLookAlike]) -> list[Line]:
    at = _employers(user, [pk for each in pairs for pk in (each.one_id, each.other_id)])
    return [
        Line(
            each.one,
            each.other,
            each.get_reason_display(),
            each.likeness,
            (at.get(each.one_id, ""), at.get(each.other_id, "")),
        )
        for each in pairs
    ]


def _with_more(lines: list[Line], pairs: QuerySet[Any]) -> list[Line]:
    """The lines of a page with whoever else of the queue looks like one of the two. One statement."""
    ids = {pk for line in lines for pk in (line.one.pk, line.other.pk)}
    beside: dict[int, dict[int, Mergeable]] = {pk: {} for pk in ids}
    for pair in pairs.filter(Q(one__in=ids) | Q(other__in=ids))[: PAGE * MOST] if lines else ():
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if one.pk in beside:
                beside[one.pk][other.pk] = other
    return [replace(line, more=_more(line, beside)) for line in lines]


def _more(line: Line, beside: dict[int, dict[int, Mergeable]]) -> tuple[Mergeable, ...]:
    found = {**beside[line.one.pk], **beside[line.other.pk]}
    return tuple(each for pk, each in found.items() if pk not in (line.one.pk, line.other.pk))[:MOST_MORE]


def _page(rows: QuerySet, page: int) -> tuple[list, int, int, int]:  # type: ignore[type-arg]
    count = rows.order_by().values("pk")[: BOUND + 1].count()
    last = max(1, min(LAST_PAGE, -(-count // PAGE)))
    number = min(page, last)
    start = (number - 1) * PAGE
    return list(rows[start : start + PAGE]), count, number, last


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
