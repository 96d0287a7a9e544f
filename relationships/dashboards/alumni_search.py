"""Which alumni stand on one page of the directory, how many match, and how many are where."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from psycopg2.errors import QueryCanceled

from accounts.models import User
from accounts.name_search import holds_words
from relationships.alumni.models import Alumnus, Consent, SeenBy
from relationships.clients.models import Client
from relationships.clients.named import named_like
from relationships.contacts.models import OutsidePost, PersonAlias, Position
from relationships.dashboards.alumni_filters import ME, NONE, AlumniFilters
from relationships.dashboards.alumni_sql import fact_days, facts_sql, walk_sql
from relationships.dashboards.numbered_pages import BOUND, PAGE_SIZE, Numbered, last_page
from relationships.foundation.named_parameters import named

_PAGE = """
WITH scope AS MATERIALIZED ({scope}), {facts}, found AS MATERIALIZED (SELECT {columns} FROM facts f WHERE {where})
SELECT f.id, (SELECT count(*) FROM (SELECT FROM found LIMIT %(bound)s + 1) AS counted)
FROM found f ORDER BY {order} LIMIT %(size)s OFFSET %(offset)s
"""
# No fact is looked up: the page is read in the order of an index, and counting ends at the bound.
_BY_NAME = """
WITH found AS NOT MATERIALIZED ({scope})
SELECT f.id, (SELECT count(*) FROM (SELECT FROM found LIMIT %(bound)s + 1) AS counted)
FROM found f ORDER BY {order} LIMIT %(size)s OFFSET %(offset)s
"""
# So many that facts of all would take longer than a page may: they are looked up one by one in the order of the page,
# up to its last row. How many match is counted the same way, up to the bound.
_WALK = """
WITH {before}
SELECT scope.id FROM ({scope}) scope {facts} WHERE {where} ORDER BY {order} LIMIT %(size)s OFFSET %(offset)s
"""
_COUNT = """
WITH {before}, scope AS MATERIALIZED ({scope})
SELECT count(*) FROM (SELECT FROM scope {facts} WHERE {where} LIMIT %(bound)s + 1) AS counted
"""
_SUMMARY = """
WITH scope AS MATERIALIZED ({scope}), {facts}
SELECT place, count(*), count(*) FILTER (WHERE moved_on >= %(quarter)s AND moved_on > COALESCE(left_on, '-infinity')),
       count(*) FILTER (WHERE consent = 'renew'), count(*) FILTER (WHERE lost), min(joined_on)
FROM facts GROUP BY place
"""
_SHOWS = {
    "": "true",
    "clients": "f.place IN ('client', 'target')",
    "targets": "f.place = 'target'",
    "moved": "f.moved_on >= %(quarter)s AND f.moved_on > COALESCE(f.left_on, '-infinity')",
    "renew": "f.consent = 'renew'",
    "lost": "f.lost",
}
_ORDERS = {
    "moved": "f.moved_on {way} NULLS LAST, f.name_search, f.id",
    "name": "f.name_search {way}, f.id {way}",
    "left": "f.left_on {way} NULLS LAST, f.name_search, f.id",
    "touch": "f.touched_at {way} NULLS LAST, f.name_search, f.id",
}
_WALKED = {"f.place": "p.place", "f.consent": "COALESCE(said.state, 'unknown')", "f.lost": "l.lost"}
_SORTED_BY = {"moved": "f.moved_on", "name": "f.name_search", "left": "f.left_on", "touch": "f.touched_at"}

KEPT_SECONDS = 300


@dataclass(frozen=True)
class Whereabouts:
    """All alumni in sight: how many are where, how many each view shows, and since when the axis of careers runs."""

    places: dict[str, int] = field(default_factory=dict)
    moved: int = 0
    renew: int = 0
    lost: int = 0
    since: int | None = None
    uncounted: bool = False
    """There are so many that counting them took longer than a page may take."""

    @property
    def many(self) -> bool:
        """Whether there are more than pages count."""
        return self.uncounted or self.total > BOUND

    @property
    def total(self) -> int:
        return sum(self.places.values())

    def at(self, *places: str) -> int:
        """How many are in any of `places`."""
        return sum(self.places.get(place, 0) for place in places)


_kept: dict[int, tuple[float, Whereabouts]] = {}
_kept_lost: dict[int, tuple[float, int]] = {}
WALKED_AT_MOST = 5_000
"""So many alumni are walked by at most for a page."""


def page_of_alumni(user: User, filters: AlumniFilters, known: Whereabouts | None = None) -> Numbered[int]:
    """The ids of the page that `filters` ask for, else of the last one there is. `known` shortens the way among many."""
    if known is not None and known.many and (walked := _walked(user, filters, known)):
        return walked
    rows = _rows(user, filters)
    if not rows and filters.page > 1:
        first = _rows(user, filters.with_())
        last = last_page(first[0][1] if first else 0)
        rows = first if last == 1 else _rows(user, filters.with_(page=last))
        filters = filters.with_(page=last)
    count = rows[0][1] if rows else 0
    return Numbered([row[0] for row in rows], count, filters.page, last_page(count))


def _walked(user: User, filters: AlumniFilters, known: Whereabouts) -> Numbered[int] | None:
    """A page of a view that holds so many that walking in the order of names soon fills it: facts are looked up of those
    alone whom one comes by. None where that would be the longer way."""
    if (
        filters
        != AlumniFilters(
            show=filters.show, sort=filters.sort, page=filters.page, columns=filters.columns, view=filters.view
        )
        or filters.key != "name"
    ):
        return None
    counts = {"clients": known.at("client", "target"), "targets": known.at("target"), "renew": known.renew}
    if filters.show not in (*counts, "lost"):
        return None
    rows = matching_alumni(user, filters)
    scope, values = _scope(_is_due(rows) if filters.show == "renew" else rows)
    before, facts, more = walk_sql(
        user,
        place=filters.show in ("clients", "targets"),
        consent=filters.show == "renew",
        lost=filters.show == "lost",
    )
    parts = {"before": before, "scope": scope, "facts": facts, "where": _where(filters, _WALKED)}
    asked = {**values, **more, "bound": BOUND}
    count = counts[filters.show] if filters.show in counts else _kept_count(user, _COUNT.format(**parts), asked)
    last = last_page(count)
    number = min(filters.page, last)
    if not count or number * PAGE_SIZE * known.total > WALKED_AT_MOST * count:
        return None
    order = _ORDERS["name"].format(way="DESC" if filters.descending else "ASC").replace("f.", "scope.")
    asked |= {"size": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(_WALK.format(**parts, order=order), asked)
        return Numbered([row[0] for row in cursor.fetchall()], min(count, BOUND + 1), number, last)


def _kept_count(user: User, statement: str, asked: dict[str, Any]) -> int:
    """How many lost touch, up to the bound, kept as long as the other counts."""
    at, count = _kept_lost.get(user.pk, (0.0, 0))
    if time.monotonic() - at > KEPT_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            count = int(cursor.fetchone()[0])
        _kept_lost[user.pk] = (time.monotonic(), count)
    return count


def every_alumnus(user: User, filters: AlumniFilters) -> list[int]:
    """The ids of all that match, in the order of the page."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A file of everybody may take longer than a page.
        cursor.execute("SET LOCAL statement_timeout = '25s'")
        return [row[0] for row in _rows(user, in_time(filters, whereabouts(user)), size=None)]


def in_time(filters: AlumniFilters, known: Whereabouts) -> AlumniFilters:
    """By name instead of by what would have to be looked up for more alumni than pages count."""
    return filters.with_(sort="name") if known.many and filters.key in ("moved", "touch") else filters.with_()


def whereabouts(user: User) -> Whereabouts:
    """Counted over everybody who is listed and whom `user` may see; who lost touch only up to `BOUND` alumni.

    Beyond that, when no page says the exact counts any more, they are kept for `KEPT_SECONDS`.
    """
    at, known = _kept.get(user.pk, (0.0, None))
    if known is None or time.monotonic() - at > KEPT_SECONDS:
        _kept.pop(user.pk, None)
        known = _counted_in_time(user)
        if known.many:
            _kept[user.pk] = (time.monotonic(), known)
    return known


def _counted_in_time(user: User) -> Whereabouts:
    """The counts, or that there are none in the time that a statement of a page has; then the list stands without them."""
    try:
        return _counted(user)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return Whereabouts(uncounted=True)


def _counted(user: User) -> Whereabouts:
    scope, values = _scope(Alumnus.objects.visible_to(user).listed())
    facts, more = facts_sql(user, lost=True, touch=False, lost_up_to=BOUND)
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY.format(scope=scope, facts=facts), {**values, **more})
        found = cursor.fetchall()
    joined = [row[5].year for row in found if row[5]]
    return Whereabouts(
        places={row[0]: row[1] for row in found},
        moved=sum(row[2] for row in found),
        renew=sum(row[3] for row in found),
        lost=sum(row[4] for row in found),
        since=min(joined, default=None),
    )


def matching_alumni(user: User, filters: AlumniFilters) -> QuerySet[Alumnus]:
    """Visible alumni that pass the filters which their own record and its names answer."""
    rows = Alumnus.objects.visible_to(user)
    gone = Q(archived_at__isnull=False, opted_out_on__isnull=True)
    rows = rows.filter(gone) if filters.archived else rows.listed()
    for key in ("office", "practice"):
        if wanted := getattr(filters, key):
            rows = rows.filter(**{f"{key}__public_id": wanted})
    if filters.keeper:
        rows = rows.filter(_kept_by(user, filters.keeper))
    return rows.filter(_called(user, filters.q)) if filters.q else rows


def _began_something(user: User, rows: QuerySet[Alumnus]) -> QuerySet[Alumnus]:
    """Those of `rows` who began a job in the quarter that runs: nobody else has moved, and facts are looked up for few."""
    days = fact_days()
    lately = {"started_on__gte": days["quarter"], "started_on__lte": days["today"], "archived_at__isnull": True}
    held = Position.objects.visible_to(user).filter(**lately).values("person_id")
    return rows.exclude(job_for=SeenBy.HIDDEN).filter(
        Q(person__in=held) | Q(person__in=OutsidePost.objects.filter(**lately).values("person_id"))
    )


def _is_due(rows: QuerySet[Alumnus]) -> QuerySet[Alumnus]:
    """Those of `rows` with an agreement that nears its review: nobody else has one to renew."""
    agreed = Consent.objects.filter(state=Consent.State.GIVEN, archived_at__isnull=True)
    due = Q(review_on__isnull=True) | Q(review_on__lte=fact_days()["renew_before"])
    return rows.filter(pk__in=agreed.filter(due).values("alumnus_id"))


def _kept_by(user: User, keeper: str) -> Q:
    if keeper == NONE:
        return Q(keeper__isnull=True)
    return Q(keeper=user) if keeper == ME else Q(keeper__public_id=keeper)


def _called(user: User, text: str) -> Q:
    """By their own name, another name, or where they work now."""
    aliases = PersonAlias.objects.filter(holds_words(text), archived_at__isnull=True)
    outside = OutsidePost.objects.filter(
        holds_words(text, "employer_search"), archived_at__isnull=True, ended_on__isnull=True
    )
    held = Position.objects.visible_to(user).current()
    there = Q(person__in=outside.values("person_id"))
    for clients in named_like(Client.objects.visible_to(user), text):
        there |= Q(person__in=held.filter(client__in=clients.values("pk")).values("person_id"))
    # Where they work, unless they keep it to themselves.
    named_so = Q(person__in=aliases.values("person_id")) | holds_words(text, "person__name_search")
    return named_so | (there & ~Q(job_for=SeenBy.HIDDEN))


def _scope(rows: QuerySet[Alumnus]) -> tuple[str, dict[str, Any]]:
    named_rows = rows.annotate(name_search=F("person__name_search")).order_by()
    columns = named_rows.values("id", "person_id", "colleague_id", "joined_on", "left_on", "job_for", "name_search")
    return named(*columns.query.sql_with_params(), prefix="scope")


def _rows(user: User, filters: AlumniFilters, *, size: int | None = PAGE_SIZE) -> list[tuple[int, int]]:
    rows = matching_alumni(user, filters)
    if filters.show == "moved":
        rows = _began_something(user, rows)
    if filters.show == "renew" or filters.consent == "renew":
        rows = _is_due(rows)
    scope, values = _scope(rows)
    order = _ORDERS[filters.key].format(way="DESC" if filters.descending else "ASC")
    limits = {"bound": BOUND, "size": size, "offset": (filters.page - 1) * PAGE_SIZE}
    plain = not (filters.show or filters.place or filters.consent) and filters.key in ("name", "left")
    more: dict[str, Any] = {}
    if plain:
        statement = _BY_NAME.format(scope=scope, order=order)
    else:
        facts, more = facts_sql(user, lost=filters.show == "lost", touch=filters.key == "touch")
        # Facts that nobody asks for are never looked up: the planner leaves their joins out.
        columns = ", ".join(dict.fromkeys(["f.id", "f.name_search", _SORTED_BY[filters.key]]))
        statement = _PAGE.format(scope=scope, facts=facts, columns=columns, where=_where(filters), order=order)
        more = {**more, "place": filters.place, "consent": filters.consent}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **more, **limits})
        return list(cursor.fetchall())


def _where(filters: AlumniFilters, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """`names`: what columns of facts are called elsewhere."""
    parts = [_SHOWS[filters.show]]
    parts += ["f.place = %(place)s"] if filters.place else []
    parts += ["f.consent = %(consent)s"] if filters.consent else []
    said = " AND ".join(parts)
    for column, name in names.items():
        said = said.replace(column, name)
    return said
