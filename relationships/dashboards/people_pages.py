"""People as their list and their page show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.name_search import holds_words
from accounts.policy import Capability, can
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.contacts.queries import current_positions_of, resembling_people
from relationships.dashboards.client_people import reach_of
from relationships.dashboards.knows import strongest_ties
from relationships.dashboards.numbered_pages import BOUND, PAGE_SIZE, Numbered, last_page
from relationships.foundation.named_parameters import named

SUGGESTED = 3

_PAGE = """
WITH found AS {materialized} ({found})
SELECT f.id, (SELECT count(*) FROM (SELECT FROM found LIMIT %(bound)s + 1) AS counted)
FROM found f ORDER BY f.name_search {way}, f.id {way} LIMIT %(size)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    person: Person
    positions: list[Position]
    reach: list[ContactPoint]
    known_by: str
    strength: float | None


@dataclass(frozen=True)
class PeopleList:
    """Context of dashboards/person_list.html."""

    q: str
    archived: bool
    people: Numbered[PersonRow]
    suggestions: list[Person]
    may_add: bool


@dataclass(frozen=True)
class TieWithUs:
    """A colleague who knows the person, and how well (0-100)."""

    name: str
    strength: float


@dataclass(frozen=True)
class PersonPage:
    """Context of dashboards/person_detail.html."""

    person: Person
    current: list[Position]
    former: list[Position]
    reach: list[ContactPoint]
    ties: list[TieWithUs]
    may_edit: bool

    @property
    def log_context(self) -> str:
        """What the log line on this page already knows."""
        return f"person={self.person.public_id}"


def people_list(user: User, q: str, *, archived: bool, descending: bool, page: int) -> PeopleList:
    """One page of the people `user` may see, by name."""
    rows = Person.objects.visible_to(user).filter(archived_at__isnull=not archived)
    ids = _page_of_ids(rows.filter(holds_words(q)) if q else rows, page, searched=bool(q), descending=descending)
    return PeopleList(
        q=q,
        archived=archived,
        people=Numbered(_person_rows(user, ids.rows), ids.count, ids.number, ids.last),
        suggestions=resembling_people(user, q, most=SUGGESTED) if q and not ids.count else [],
        may_add=can(user, Capability.EDIT_PEOPLE),
    )


def _page_of_ids(rows: QuerySet[Person], page: int, *, searched: bool, descending: bool) -> Numbered[int]:
    query = rows.order_by().values("id", "name_search").query
    sql, values = named(*query.sql_with_params(), prefix="found")
    statement = _PAGE.format(
        materialized="MATERIALIZED" if searched else "NOT MATERIALIZED", found=sql, way="DESC" if descending else "ASC"
    )
    found: list[tuple[int, int]] = []
    for number in (page, 1):
        limits = {"bound": BOUND, "size": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE}
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, **limits})
            found = list(cursor.fetchall())
        if found:
            count = found[0][1]
            last = last_page(count)
            if number == page or last == 1:
                return Numbered([row[0] for row in found], count, number, last)
            return _page_of_ids(rows, last, searched=searched, descending=descending)
    return Numbered([], 0, 1, 1)


def _person_rows(user: User, ids: Sequence[int]) -> list[PersonRow]:
    people = Person.objects.visible_to(user).in_bulk(list(ids))
    positions, reach = current_positions_of(user, ids), reach_of(ids)
    strengths, names = strongest_ties(user, ids)
    rows = []
    for pk in ids:
        best = max(((strength, who) for who, strength in strengths.get(pk, {}).items()), default=None)
        rows.append(
            PersonRow(
                people[pk],
                positions.get(pk, []),
                reach.get(pk, []),
                names[best[1]] if best else "",
                best[0] if best else None,
            )
        )
    return rows


def person_page(user: User, person: Person) -> PersonPage:
    """Everything about a visible person that `user` may know of."""
    positions = Position.objects.visible_to(user).filter(person=person, archived_at__isnull=True)
    held = list(positions.select_related("client").order_by("-started_on", "id"))
    strengths, names = strongest_ties(user, [person.pk])
    ties = [TieWithUs(names[who], strength) for who, strength in strengths.get(person.pk, {}).items()]
    return PersonPage(
        person=person,
        current=[position for position in held if position.ended_on is None],
        former=[position for position in held if position.ended_on is not None],
        reach=reach_of([person.pk]).get(person.pk, []),
        ties=sorted(ties, key=lambda tie: (-tie.strength, tie.name)),
        may_edit=can(user, Capability.EDIT_PEOPLE),
    )
