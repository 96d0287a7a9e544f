"""Reading work and what was invoiced for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Expression, F, IntegerField, Max, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear

from accounts.models import Practice, User
from accounts.name_search import holds_words
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.joint_sql import joint_terms
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS, work_seen
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.shared_entries import AS_COUNTED
from relationships.foundation.columns import Columns, cut
from relationships.foundation.named_parameters import named

_HIDDEN, _VALUES = named(HIDDEN_CLIENTS, [None, None], prefix="hidden")
_WORK_SEEN = work_seen("engagement_id", "%(hidden_0)s")
# A fiscal year is named by the calendar year in which it ends (`foundation.periods`).
# `extract` would count in numeric, at twice the time.
_YEAR = "date_part('year', booked_on)::int + (%(start)s > 1 AND date_part('month', booked_on) >= %(start)s)::int"
# Written out: every list and client page asks this, and the ORM takes longer to put it together than PostgreSQL to sum.
_GATE = f"""
WITH hidden AS MATERIALIZED (SELECT client_id FROM ({_HIDDEN}) h), {joint_terms("ARRAY(SELECT client_id FROM hidden)")}"""  # noqa: S608 - constants only
_NET_FEES = f"kind IN {LedgerEntry.FEE_KINDS} AND archived_at IS NULL AND {_WORK_SEEN}"
_ASKED = "client_id = ANY (%(clients)s::bigint[]) AND client_id <> ALL (ARRAY(SELECT client_id FROM hidden))"
_BY_CLIENT = Prepared(
    "ledger_by_client",
    f"""{_GATE}
    SELECT client_id, {_YEAR} AS year, sum(base_amount) FROM {AS_COUNTED} counted WHERE {_ASKED} AND {_NET_FEES}
    GROUP BY 1, 2 ORDER BY 1, 2""",  # noqa: S608 - constants only
)
_BY_ENGAGEMENT = Prepared(
    "ledger_by_engagement",
    f"""{_GATE}
    SELECT engagement_id, {_YEAR} AS year, sum(base_amount) FROM engagements_ledgerentry
    WHERE {_ASKED} AND {_NET_FEES} AND engagement_id = ANY (%(engagements)s::bigint[]) GROUP BY 1, 2
    UNION ALL
    SELECT NULL, {_YEAR} AS year, sum(base_amount) FROM {AS_COUNTED} counted WHERE {_ASKED} AND {_NET_FEES} GROUP BY 2""",  # noqa: S608 - constants only
)
_WORK, _PARTNER, _PRACTICE = (
    Columns(Engagement, "e"),
    Columns(User, "u", "id", "public_id", "name"),
    Columns(Practice, "t", "id", "public_id", "name"),
)
_WORK_FOR = Prepared(
    "engagements_for",
    f"""SELECT {_WORK}, {_PARTNER}, {_PRACTICE}, count(*) OVER ()
    FROM engagements_engagement e LEFT JOIN accounts_user u ON u.id = e.partner_id
    LEFT JOIN accounts_practice t ON t.id = e.practice_id
    WHERE e.client_id = %(client)s AND e.archived_at IS NULL AND e.client_id <> ALL (ARRAY({_HIDDEN}))
      AND {work_seen("e.id", "%(hidden_0)s")}
    ORDER BY e.closed_on DESC NULLS FIRST, e.opened_on DESC NULLS LAST, e.name, e.id LIMIT %(most)s""",  # noqa: S608 - constants only
)


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

    What is booked on a joint account counts for its members by their shares, as repeat business counts it. Clients and years without such an entry are absent: no data is not zero. `start_month` is the firm's (1-12).
    """
    return _net_fees(user, client_ids, start_month, _BY_CLIENT)


def fees_by_engagement(
    user: User, client: Client, engagement_ids: Iterable[int], *, start_month: int
) -> dict[int | None, dict[int, Decimal]]:
    """The same sums of one client under None, and beside them what was booked for each of these engagements.

    The latter as it was booked: an engagement stays its account's own where the account's fees count for its members.
    """
    return _net_fees(user, [client.pk], start_month, _BY_ENGAGEMENT, engagements=list(engagement_ids))


def _net_fees(
    user: User, client_ids: Iterable[int], start_month: int, statement: Prepared, **more: Any
) -> dict[Any, dict[int, Decimal]]:
    fees: dict[Any, dict[int, Decimal]] = defaultdict(dict)
    if not can(user, Capability.SEE_CLIENTS):
        return fees
    values = {"clients": list(client_ids), "start": start_month, **dict.fromkeys(_VALUES, user.pk), **more}
    for key, year, net in statement.rows(values):
        fees[key][year] = net
    return dict(fees)


def engagements_of(user: User, client: Client, *, archived: bool = False) -> QuerySet[Engagement]:
    """The work for a visible client, the open and the latest first."""
    rows = Engagement.objects.visible_to(user).filter(client=client, archived_at__isnull=not archived)
    latest = (F("closed_on").desc(nulls_first=True), F("opened_on").desc(nulls_last=True), "name", "id")
    return rows.select_related("partner", "practice").order_by(*latest)


def work_for(user: User, client: Client, *, most: int) -> tuple[list[Engagement], int]:
    """Up to `most` engagements of a visible client, the open and the latest first, and how many there are."""
    if not can(user, Capability.SEE_CLIENTS):
        return [], 0
    rows = _WORK_FOR.rows({"client": client.pk, "most": most, **dict.fromkeys(_VALUES, user.pk)})
    return [_work(row) for row in rows], rows[0][-1] if rows else 0


def _work(row: tuple[Any, ...]) -> Engagement:
    of_work, of_partner, of_practice, _ = cut(row, _WORK, _PARTNER, _PRACTICE)
    work = _WORK.record(of_work)
    work.partner, work.practice = _PARTNER.maybe(of_partner), _PRACTICE.maybe(of_practice)
    return work


@dataclass(frozen=True)
class EngagementTotals:
    """What was booked for some work, in the firm's currency; None where nothing of the kind was."""

    entries: int
    net: Decimal | None
    by_kind: dict[str, Decimal]
    by_year: dict[int, Decimal]
    """Net fees by fiscal year; years without a fee entry are absent."""
    last_booked_on: date | None


def engagement_totals(user: User, engagement: Engagement, *, start_month: int) -> EngagementTotals:
    """The sums over the standing entries of one engagement, exact to the cent: one statement."""
    entries = LedgerEntry.objects.visible_to(user).filter(engagement=engagement, archived_at__isnull=True)
    grouped = entries.annotate(year=fiscal_year_expression(start_month)).values("year", "kind")
    rows = list(grouped.annotate(sum=Sum("base_amount"), count=Count("pk"), last=Max("booked_on")).order_by("year"))
    by_kind: dict[str, Decimal] = {}
    by_year: dict[int, Decimal] = {}
    for row in rows:
        by_kind[row["kind"]] = by_kind.get(row["kind"], Decimal(0)) + row["sum"]
        if row["kind"] in LedgerEntry.FEE_KINDS:
            by_year[row["year"]] = by_year.get(row["year"], Decimal(0)) + row["sum"]
    return EngagementTotals(
        entries=sum(row["count"] for row in rows),
        net=sum(by_year.values(), Decimal(0)) if by_year else None,
        by_kind=by_kind,
        by_year=by_year,
        last_booked_on=max((row["last"] for row in rows), default=None),
    )


def entries_of(user: User, engagement: Engagement, *, archived: bool = False) -> QuerySet[LedgerEntry]:
    """The entries of an engagement, the latest first."""
    rows = LedgerEntry.objects.visible_to(user).filter(engagement=engagement, archived_at__isnull=not archived)
    return rows.select_related("engagement", "practice", "partner").order_by("-booked_on", "-id")


def last_booking(user: User) -> date | None:
    """The newest booking day in sight; None without entries."""
    rows = LedgerEntry.objects.visible_to(user).filter(archived_at__isnull=True)
    return rows.order_by("-booked_on").values_list("booked_on", flat=True).first()


def engagements_named(user: User, client: Client, text: str, *, most: int) -> list[Engagement]:
    """Up to `most` of a client's current engagements whose name holds every word of `text`; all of them for none."""
    rows = engagements_of(user, client)
    return list((rows.filter(holds_words(text)) if text else rows)[:most])


CHUNKS = (60, 600, 6_000, 60_000)
"""Candidates looked at in one go: the gate is asked for the best ones only, and for more only if it turns them away."""


def find_engagements(user: User, text: str, *, most: int) -> list[Engagement]:
    """Up to `most` engagements of visible clients whose name holds every word of `text`, the open ones first."""
    candidates = Engagement.objects.unscoped(reason="candidates; the gate is asked for the best of them")
    rows = candidates.filter(holds_words(text), archived_at__isnull=True)
    ids = rows.order_by(F("closed_on").desc(nulls_first=True), "name_search", "id").values_list("id", flat=True)
    seen = Engagement.objects.visible_to(user).filter(client__archived_at__isnull=True).select_related("client")
    found: list[Engagement] = []
    start = 0
    for size in CHUNKS:
        chunk = list(ids[start : start + size])
        by_id = seen.in_bulk(chunk)
        found += [by_id[pk] for pk in chunk if pk in by_id]
        if len(found) >= most or len(chunk) < size:
            break
        start += size
    return found[:most]
