"""Which people stand on one page of the list, and how many match: one statement, the page's ids first."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.name_search import holds_words_sql
from accounts.scopes import Scope, scope_of
from relationships.contacts.models import Person, Position
from relationships.dashboards.numbered_pages import BOUND, PAGE_SIZE, Numbered, last_page
from relationships.dashboards.people_filters import ME, PeopleFilters
from relationships.foundation.named_parameters import named
from relationships.network.models import Tie

_PAGE = """
WITH found AS {materialized} ({found})
SELECT f.id, (SELECT count(*) FROM (SELECT FROM found LIMIT %(bound)s + 1) AS counted)
FROM found f ORDER BY {order} LIMIT %(size)s OFFSET %(offset)s
"""
# Ids grow as people are added: their index gives that order for nothing.
_ORDERS = {"name": "f.name_search {way}, f.id {way}", "added": "f.id {way}"}


def page_of_people(user: User, filters: PeopleFilters) -> Numbered[int]:
    """The ids of the page that `filters` ask for, else of the last one there is."""
    rows = _rows(user, filters)
    if not rows and filters.page > 1:
        first = _rows(user, filters.with_())
        last = last_page(first[0][1] if first else 0)
        rows = first if last == 1 else _rows(user, filters.with_(page=last))
        filters = filters.with_(page=last)
    count = rows[0][1] if rows else 0
    return Numbered([row[0] for row in rows], count, filters.page, last_page(count))


def every_person(user: User, filters: PeopleFilters, *, most: int | None = None) -> list[int]:
    """The ids of all people that match, in the order of the page; with `most`, no more than so many."""
    return [] if filters.problem else [row[0] for row in _rows(user, filters.with_(), size=most)]


def matching_people(user: User, filters: PeopleFilters) -> QuerySet[Person]:
    """Visible people that pass every filter but the search text."""
    rows = Person.objects.visible_to(user).filter(archived_at__isnull=not filters.archived)
    held = Position.objects.visible_to(user).current()
    if filters.owner:
        whose = Q(client__owner=user) if filters.owner == ME else Q(client__owner__public_id=filters.owner)
        rows = rows.filter(pk__in=held.filter(whose).values("person_id"))
    if filters.roles:
        # Asked person by person: so many have each role that a walk by name meets fifty of them at once.
        rows = rows.filter(Exists(held.filter(person=OuterRef("pk"), buying_role__in=filters.roles)))
    if filters.known:
        ties = Tie.objects.visible_to(user).filter(person=OuterRef("pk"))
        rows = rows.filter(Exists(ties.filter(colleague=user)) if filters.known == ME else ~Exists(ties))
    return rows.filter(is_stub=True) if filters.stub else rows


def _rows(user: User, filters: PeopleFilters, *, size: int | None = PAGE_SIZE) -> list[tuple[int, int]]:
    sql, values = _found(user, filters)
    statement = _PAGE.format(
        # An inlined CTE lets the index on the name end the walk after one page; few that match are sorted instead. So
        # are those whom a scope leaves, who would be gathered once for the page and once for the count.
        materialized="MATERIALIZED" if filters.q or filters.owner or scope_of(user) else "NOT MATERIALIZED",
        found=sql,
        order=_ORDERS[filters.key].format(way="DESC" if filters.descending else "ASC"),
    )
    limits = {"bound": BOUND, "size": size, "offset": (filters.page - 1) * PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **limits})
        return list(cursor.fetchall())


def _found(user: User, filters: PeopleFilters) -> tuple[str, dict[str, Any]]:
    """People by name, and by another name: two arms, so that each finds its trigram index."""
    set_ones = replace(filters, q="", sort="name", page=1, columns=(), view="", problem="")
    base, values = _compiled(user, user.role, user.is_active, scope_of(user), set_ones)
    if not filters.q:
        return base, values
    by_name, words = holds_words_sql("contacts_person.name_search", filters.q)
    by_alias, _ = holds_words_sql("a.name_search", filters.q)
    known_as = f"SELECT a.person_id FROM contacts_personalias a WHERE {by_alias} AND a.archived_at IS NULL"  # noqa: S608 - constants
    return f"{base} AND {by_name} UNION {base} AND contacts_person.id IN ({known_as})", values | words


@lru_cache(maxsize=256)
def _compiled(
    user: User, role: str, is_active: bool, scope: Scope, filters: PeopleFilters
) -> tuple[str, dict[str, Any]]:
    """`matching_people` in SQL, which follows from these alone: putting it together takes as long as answering it."""
    query = matching_people(user, filters).order_by().values("id", "name_search").query
    return named(*query.sql_with_params(), prefix="found")
