"""Which clients stand on one page of the list, and how many match: one statement, the page's ids first.

The facts of these ids are fetched afterwards (`client_rows`): the cost of a page does not grow with the list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.name_search import holds_words_sql
from relationships.clients.joint_sql import joint_terms
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS, work_seen
from relationships.dashboards.client_filters import ME, NONE, ClientFilters
from relationships.dashboards.numbered_pages import BOUND, PAGE_SIZE, Numbered, last_page
from relationships.engagements.shared_entries import AS_COUNTED
from relationships.foundation.named_parameters import named
from relationships.foundation.periods import Period
from relationships.interactions.visibility import links_seen_by

_PAGE = """
WITH {joint} found AS {materialized} ({found})
SELECT f.id, (SELECT count(*) FROM (SELECT FROM found LIMIT %(bound)s + 1) AS counted)
FROM found f {join}
ORDER BY {order}, f.name_search {way}, f.id {way} LIMIT %(size)s OFFSET %(offset)s
"""
_FEES = f"""
LEFT JOIN (
    SELECT l.client_id, sum(l.base_amount) AS net FROM {AS_COUNTED} l
    WHERE l.booked_on >= %(start)s AND l.booked_on < %(end)s AND l.kind IN ('fee', 'credit', 'write_off')
      AND l.archived_at IS NULL AND l.client_id IN (SELECT id FROM found) AND {{work}}
    GROUP BY l.client_id
) fees ON fees.client_id = f.id
"""  # noqa: S608 - constants only
_TOUCH = """
LEFT JOIN LATERAL (
    SELECT t.occurred_at FROM interactions_touchclient t
    WHERE t.client_id = f.id AND t.occurred_at <= now() AND {seen} ORDER BY t.occurred_at DESC LIMIT 1
) touch ON true
"""
_HEALTH = "LEFT JOIN scoring_health h ON h.client_id = f.id"
_HIDDEN, _READER = named(HIDDEN_CLIENTS, [None, None], prefix="sharer")
_JOINT = joint_terms(f"ARRAY({_HIDDEN})")
_OWNER = "LEFT JOIN accounts_user o ON o.id = f.owner_id"

# Sort key: (join, expression). Allow list: nothing typed by anybody gets into the statement.
_ORDERS = {
    "name": ("", "f.name_search"),
    "tier": ("", "nullif(f.tier, '')"),
    "health": (_HEALTH, "h.score"),
    "owner": (_OWNER, "o.name_search"),
    "fees": (_FEES, "fees.net"),
    "last_fees": (_FEES, "fees.net"),
    "touch": (_TOUCH, "touch.occurred_at"),
}
COSTLY_SORTS = frozenset({"fees", "last_fees", "touch"})
"""Sorts that must look at every match before they can show one; offered up to `BOUND` matches."""


@dataclass(frozen=True)
class FoundClients(Numbered[int]):
    """The ids of one page in order, and by what they are really sorted."""

    sort: str = "name"


def page_of_clients(user: User, filters: ClientFilters, year: Period) -> FoundClients:
    """The page `filters` asks for, else the last one there is. `year` is the firm's current fiscal year.

    With more than `BOUND` matches a costly sort gives way to the name.
    """
    if filters.key in COSTLY_SORTS and _count(user, filters) > BOUND:
        filters = filters.with_(sort="name", page=filters.page)
    rows = _rows(user, filters, year)
    if not rows and filters.page > 1:
        first = _rows(user, filters.with_(), year)
        last = last_page(first[0][1] if first else 0)
        rows = first if last == 1 else _rows(user, filters.with_(page=last), year)
        filters = filters.with_(page=last)
    count = rows[0][1] if rows else 0
    return FoundClients([row[0] for row in rows], count, filters.page, last_page(count), filters.sort)


def every_client(user: User, filters: ClientFilters, year: Period, *, most: int | None = None) -> list[int]:
    """The ids of all clients that match, in the order of the page; with `most`, no more than so many."""
    if filters.problem:
        return []
    if filters.key in COSTLY_SORTS and _count(user, filters) > BOUND:
        filters = filters.with_(sort="name")
    return [row[0] for row in _rows(user, filters.with_(), year, size=most)]


def matching(user: User, filters: ClientFilters) -> QuerySet[Client]:
    """Visible clients that pass every filter but the search text."""
    rows = Client.objects.visible_to(user).filter(archived_at__isnull=not filters.archived)
    if filters.grades:
        grades = Q(health__grade__in=[grade for grade in filters.grades if grade != NONE])
        rows = rows.filter(grades | Q(health__isnull=True) | Q(health__grade="") if NONE in filters.grades else grades)
    if filters.tiers:
        rows = rows.filter(tier__in=["" if tier == NONE else tier for tier in filters.tiers])
    if filters.owner:
        rows = rows.filter(_owned_by(user, filters.owner))
    if filters.office:
        rows = rows.filter(owner__office__public_id=filters.office)
    if filters.industry:
        rows = rows.filter(industry=filters.industry)
    return rows


def _owned_by(user: User, owner: str) -> Q:
    if owner == NONE:
        return Q(owner__isnull=True)
    return Q(owner_id=user.pk) if owner == ME else Q(owner__public_id=owner)


def _rows(user: User, filters: ClientFilters, year: Period, *, size: int | None = PAGE_SIZE) -> list[tuple[int, int]]:
    sql, values = _found(user, filters)
    join, expression = _ORDERS[filters.key]
    if filters.key == "touch":
        seen, reader = links_seen_by("t")
        join, values = join.format(seen=seen), {**values, **dict.fromkeys(reader, user.pk)}
    joint = ""
    if filters.key in ("fees", "last_fees"):
        joint, values = f"{_JOINT},", {**values, **dict.fromkeys(_READER, user.pk)}
        join = join.format(work=work_seen("l.engagement_id", "%(sharer_0)s"))
    way = "DESC" if filters.key == "name" and filters.descending else "ASC"
    statement = _PAGE.format(
        joint=joint,
        # An inlined CTE lets the index on the name end the walk after one page.
        materialized="MATERIALIZED" if filters.q or filters.key in COSTLY_SORTS else "NOT MATERIALIZED",
        found=sql,
        join=join,
        order=f"{expression} {'DESC' if filters.descending else 'ASC'} NULLS LAST",
        way=way,
    )
    start, end = _days(filters, year)
    values |= {"bound": BOUND, "size": size, "offset": (filters.page - 1) * PAGE_SIZE, "start": start, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _count(user: User, filters: ClientFilters) -> int:
    sql, values = _found(user, filters)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT {BOUND + 1}) AS counted", values)  # noqa: S608 - compiled by Django
        return int(cursor.fetchone()[0])


def _days(filters: ClientFilters, year: Period) -> tuple[date, date]:
    shown = year.before() if filters.key == "last_fees" else year
    return shown.start, shown.end


def _found(user: User, filters: ClientFilters) -> tuple[str, dict[str, Any]]:
    """Those that match, by name or, as an arm of its own so that both find their trigram index, by another name."""
    set_ones = replace(filters, q="", sort="name", page=1, columns=(), view="", problem="")
    base, values = _compiled(user, user.role, user.is_active, set_ones)
    if not filters.q:
        return base, values
    by_name, words = holds_words_sql("clients_client.name_search", filters.q)
    by_alias, _ = holds_words_sql("a.name_search", filters.q)
    known_as = f"SELECT a.client_id FROM clients_alias a WHERE {by_alias} AND a.archived_at IS NULL"  # noqa: S608 - constants
    return f"{base} AND {by_name} UNION {base} AND clients_client.id IN ({known_as})", values | words


@lru_cache(maxsize=256)
def _compiled(user: User, role: str, is_active: bool, filters: ClientFilters) -> tuple[str, dict[str, Any]]:
    """`matching` in SQL, which follows from these alone: putting it together takes as long as answering it."""
    query = matching(user, filters).order_by().values("id", "name_search", "tier", "owner_id").query
    return named(*query.sql_with_params(), prefix="found")
