"""Which work stands on one page of the list, and how much matches: one statement, the page's ids first."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.name_search import holds_words
from relationships.clients.models import Client
from relationships.clients.named import named_like
from relationships.dashboards.client_search import FoundClients
from relationships.dashboards.engagement_filters import ME, NONE, OF_FEES, EngagementFilters
from relationships.dashboards.numbered_pages import BOUND, PAGE_SIZE, last_page
from relationships.engagements.models import Engagement
from relationships.foundation.named_parameters import named
from relationships.foundation.periods import Period

_PAGE = """
WITH found AS {materialized} ({found})
SELECT f.id, (SELECT count(*) FROM (SELECT FROM found LIMIT %(bound)s + 1) AS counted)
FROM found f {join} ORDER BY {order} LIMIT %(size)s OFFSET %(offset)s
"""
_COUNT = "SELECT count(*) FROM ({found} LIMIT %(bound)s + 1) AS counted"
_CLIENT = "JOIN clients_client c ON c.id = f.client_id"
_LEAD = "LEFT JOIN accounts_user o ON o.id = f.partner_id"
_FEES = """
LEFT JOIN (
    SELECT l.engagement_id, sum(l.base_amount) AS net FROM engagements_ledgerentry l
    WHERE l.booked_on >= %(start)s AND l.booked_on < %(end)s AND l.kind IN ('fee', 'credit', 'write_off')
      AND l.archived_at IS NULL AND l.engagement_id IN (SELECT id FROM found)
    GROUP BY l.engagement_id
) fees ON fees.engagement_id = f.id
"""
# Sort key: (join, order). Allow list: nothing typed by anybody gets into the statement.
_ORDERS = {
    "name": ("", "f.name_search {way}, f.id {way}"),
    "client": (_CLIENT, "c.name_search {way}, c.id {way}, f.name_search, f.id"),
    "lead": (_LEAD, "o.name_search {way} NULLS LAST, f.name_search, f.id"),
    "opened": ("", "f.opened_on {way} NULLS LAST, f.id {way}"),
    "closed": ("", "f.closed_on {way} {open}, f.id {way}"),
    "fees": (_FEES, "fees.net {way} NULLS LAST, f.name_search, f.id"),
    "last_fees": (_FEES, "fees.net {way} NULLS LAST, f.name_search, f.id"),
}


def page_of_work(user: User, filters: EngagementFilters, year: Period) -> FoundClients:
    """The page `filters` asks for, else the last one there is. `year` is the firm's current fiscal year.

    With more than `BOUND` matches a sort by fees gives way to the name.
    """
    filters = _affordable(user, filters)
    rows = _rows(user, filters, year)
    if not rows and filters.page > 1:
        first = _rows(user, filters.with_(), year)
        last = last_page(first[0][1] if first else 0)
        rows = first if last == 1 else _rows(user, filters.with_(page=last), year)
        filters = filters.with_(page=last)
    count = rows[0][1] if rows else 0
    return FoundClients([row[0] for row in rows], count, filters.page, last_page(count), filters.sort)


def all_work(user: User, filters: EngagementFilters, year: Period, *, most: int | None = None) -> list[int]:
    """The ids of everything that matches, in the order of the page; with `most`, no more than so many."""
    if filters.problem:
        return []
    return [row[0] for row in _rows(user, _affordable(user, filters).with_(), year, size=most)]


def matching_work(user: User, filters: EngagementFilters) -> QuerySet[Engagement]:
    """Visible work that passes every filter but the search text; that of archived clients only among archived work."""
    rows = Engagement.objects.visible_to(user)
    if filters.archived:
        rows = rows.filter(archived_at__isnull=False)
    else:
        rows = rows.filter(archived_at__isnull=True, client__archived_at__isnull=True)
    if filters.state:
        rows = rows.filter(closed_on__isnull=filters.state == "open")
    if filters.lead:
        rows = rows.filter(_led_by(user, filters.lead))
    for place in ("practice", "office"):
        if wanted := getattr(filters, place):
            rows = rows.filter(**{f"{place}__public_id": wanted})
    if filters.origins:
        rows = rows.filter(origin__in=filters.origins)
    return rows.filter(one_off=True) if filters.one_off else rows


def _led_by(user: User, lead: str) -> Q:
    if lead == NONE:
        return Q(partner__isnull=True)
    return Q(partner_id=user.pk) if lead == ME else Q(partner__public_id=lead)


def _affordable(user: User, filters: EngagementFilters) -> EngagementFilters:
    if filters.key not in OF_FEES:
        return filters
    sql, values = _found(user, filters)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(found=sql), {**values, "bound": BOUND})
        beyond = cursor.fetchone()[0] > BOUND
    return filters.with_(sort="name", page=filters.page) if beyond else filters


def _rows(
    user: User, filters: EngagementFilters, year: Period, *, size: int | None = PAGE_SIZE
) -> list[tuple[int, int]]:
    sql, values = _found(user, filters)
    join, order = _ORDERS[filters.key]
    statement = _PAGE.format(
        # An inlined CTE lets an index end the walk after one page; few that match are sorted instead.
        materialized="MATERIALIZED" if filters.q or filters.key in OF_FEES else "NOT MATERIALIZED",
        found=sql,
        join=join,
        # What is open has not ended yet: it stands after the latest end.
        order=order.format(
            way="DESC" if filters.descending else "ASC", open="NULLS FIRST" if filters.descending else "NULLS LAST"
        ),
    )
    shown = year.before() if filters.key == "last_fees" else year
    values |= {"bound": BOUND, "size": size, "offset": (filters.page - 1) * PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "start": shown.start, "end": shown.end})
        return list(cursor.fetchall())


def _found(user: User, filters: EngagementFilters) -> tuple[str, dict[str, Any]]:
    """Work by its own name, and by its client's names: an arm each, so that each finds its trigram index."""
    rows = matching_work(user, filters)
    arms = [rows]
    if filters.q:
        clients = named_like(Client.objects.visible_to(user), filters.q)
        arms = [rows.filter(holds_words(filters.q)), *(rows.filter(client__in=each.values("pk")) for each in clients)]
    parts: list[str] = []
    values: dict[str, Any] = {}
    for place, arm in enumerate(arms):
        query = arm.order_by().values("id", "name_search", "client_id", "partner_id", "opened_on", "closed_on").query
        sql, parameters = named(*query.sql_with_params(), prefix=f"arm{place}")
        parts.append(sql)
        values |= parameters
    return " UNION ".join(parts), values
