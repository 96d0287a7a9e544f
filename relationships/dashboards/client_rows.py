"""The facts of one page of clients: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from accounts.models import Office, User
from accounts.policy import Capability, can
from relationships.clients.models import Client, TeamMember
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.dashboards.rhythm import Rhythm, last_touches, rhythm_of
from relationships.engagements.fees import years_running
from relationships.engagements.queries import fees_by_year
from relationships.foundation.columns import Columns, cut
from relationships.foundation.named_parameters import named
from relationships.foundation.periods import Period
from relationships.foundation.prepared import Prepared
from relationships.scoring.queries import HealthBrief, health_of

TOUCHES_READ = 8


@dataclass(frozen=True)
class ClientRow:
    """One line of the list. Fees are None where none were booked or the reader sees no fees."""

    client: Client
    health: HealthBrief | None
    years: int
    fees: Decimal | None
    last_fees: Decimal | None
    rhythm: Rhythm
    late: bool
    partners: str = ""
    """Who leads the relationship; read only where its column is drawn."""


# The fields that some column shows.
_CLIENT = Columns(
    Client, "c", "id", "public_id", "name", "industry", "tier", "expected_interval_days", "website", "source",
    "created_at", "owner_id",
)  # fmt: skip
_OWNER, _OFFICE = Columns(User, "u", "id", "name", "office_id"), Columns(Office, "o", "id", "name")
_HIDDEN, _READER = named(HIDDEN_CLIENTS, [0, 0], prefix="reader")
_CLIENTS = Prepared(
    "clients_listed",
    f"""SELECT {_CLIENT}, {_OWNER}, {_OFFICE}
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, place) JOIN clients_client c ON c.id = wanted.id
    LEFT JOIN accounts_user u ON u.id = c.owner_id LEFT JOIN accounts_office o ON o.id = u.office_id
    WHERE c.id <> ALL (ARRAY({_HIDDEN})) ORDER BY wanted.place""",  # noqa: S608 - constants only
)
FEES = frozenset({"fees", "last_fees", "years"})


def client_rows(user: User, ids: Sequence[int], year: Period, *, columns: Collection[str]) -> list[ClientRow]:
    """The rows of the visible clients `ids`, in this order, with the facts that `columns` show.

    `year` is the firm's current fiscal year.
    """
    clients = _clients(user, ids)
    fees = fees_by_year(user, ids, start_month=year.start_month) if FEES & set(columns) else {}
    health = health_of(ids, user) if "health" in columns else {}
    touches = last_touches(user, ids, most=TOUCHES_READ) if "touch" in columns else {}
    partners = leading_partners(ids) if "partner" in columns else {}
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    rows = []
    for client in clients:
        by_year = fees.get(client.pk, {})
        rhythm = rhythm_of(touches.get(client.pk, []), client.tier, client.expected_interval_days)
        rows.append(
            ClientRow(
                client=client,
                health=health.get(client.pk),
                years=years_running(by_year, year.year),
                fees=by_year.get(year.year),
                last_fees=by_year.get(year.year - 1),
                rhythm=rhythm,
                late=rhythm.is_late(today, zone),
                partners=", ".join(partners.get(client.pk, [])),
            )
        )
    return rows


def _clients(user: User, ids: Sequence[int]) -> Iterator[Client]:
    """The visible clients among `ids`, in this order."""
    if not can(user, Capability.SEE_CLIENTS):
        return
    for row in _CLIENTS.rows({"ids": list(ids), **dict.fromkeys(_READER, user.pk)}):
        of_client, of_owner, of_office, _ = cut(row, _CLIENT, _OWNER, _OFFICE)
        client = _CLIENT.record(of_client)
        client.owner = _OWNER.maybe(of_owner)
        if client.owner is not None:
            client.owner.office = _OFFICE.maybe(of_office)
        yield client


def leading_partners(client_ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the relationship partners by client; `client_ids` went through the gate before."""
    role = TeamMember.TeamRole.RELATIONSHIP_PARTNER
    rows = TeamMember.objects.filter(client__in=list(client_ids), role=role, archived_at__isnull=True)
    names: dict[int, list[str]] = defaultdict(list)
    for client_id, name in rows.order_by("colleague__name_search", "id").values_list("client_id", "colleague__name"):
        names[client_id].append(name)
    return names
