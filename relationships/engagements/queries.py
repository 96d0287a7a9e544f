"""Reading work and what was invoiced for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Expression, F, IntegerField, Sum, Value, When, Window
from django.db.models.functions import ExtractYear

from accounts.models import User
from accounts.name_search import holds_words
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry


def fiscal_year_expression(start_month: int, field: str = "booked_on") -> Expression:
    """The fiscal year of a day column, named by the calendar year in which it ends (`foundation.periods`)."""
    if start_month == 1:
        return ExtractYear(field)
    next_year = Case(
        When(**{f"{field}__month__gte": start_month}, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return ExtractYear(F(field)) + next_year


def fees_by_year(user: User, client_ids: Iterable[int], *, start_month: int) -> dict[int, dict[int, Decimal]]:
    """Net fees (fee, credit, write-off) in the firm's currency by client and fiscal year, exact to the cent.

    Clients and years without such an entry are absent: no data is not zero. `start_month` is the firm's (1-12).
    """
    return _net_fees(user, client_ids, start_month, "client_id")


def fees_by_engagement(user: User, client: Client, *, start_month: int) -> dict[int | None, dict[int, Decimal]]:
    """The same sums of one client by engagement; None gathers the entries that name no engagement."""
    return _net_fees(user, [client.pk], start_month, "engagement_id")


def _net_fees(user: User, client_ids: Iterable[int], start_month: int, by: str) -> dict[Any, dict[int, Decimal]]:
    entries = LedgerEntry.objects.visible_to(user).net_fees().filter(client_id__in=list(client_ids))
    sums = entries.annotate(year=fiscal_year_expression(start_month)).values(by, "year")
    fees: dict[Any, dict[int, Decimal]] = defaultdict(dict)
    for row in sums.annotate(net=Sum("base_amount")).order_by(by, "year"):
        fees[row[by]][row["year"]] = row["net"]
    return dict(fees)


def work_for(user: User, client: Client, *, most: int) -> tuple[list[Engagement], int]:
    """Up to `most` engagements of a visible client, the open and the latest first, and how many there are."""
    rows = Engagement.objects.visible_to(user).filter(client=client, archived_at__isnull=True)
    rows = (
        rows.select_related("partner", "practice")
        .annotate(total=Window(Count("pk")))
        .order_by(F("closed_on").desc(nulls_first=True), F("opened_on").desc(nulls_last=True), "name", "id")
    )
    shown: list[Any] = list(rows[:most])
    return shown, shown[0].total if shown else 0


def find_engagements(user: User, text: str, *, most: int) -> list[Engagement]:
    """Up to `most` engagements of visible clients whose name holds every word of `text`, the open ones first."""
    rows = Engagement.objects.visible_to(user).filter(archived_at__isnull=True, client__archived_at__isnull=True)
    found = rows.filter(holds_words(text)).select_related("client")
    return list(found.order_by(F("closed_on").desc(nulls_first=True), "name_search", "id")[:most])
