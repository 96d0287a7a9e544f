"""The facts of one page of clients: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import TeamMember
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.dashboards.rhythm import Rhythm, last_touches, rhythm_of
from relationships.engagements.fees import years_running
from relationships.engagements.queries import fees_by_year
from relationships.foundation.named_parameters import named
from relationships.foundation.periods import Period
from relationships.foundation.templatetags.perennial import days_ago
from relationships.scoring.queries import HealthBrief, kept_health

TOUCHES_READ = 8


class ListedClient(NamedTuple):
    """What some column shows of a client: fifty records of the ORM take longer to make than all their lines to draw."""

    id: int
    public_id: str
    name: str
    industry: str
    tier: str
    expected_interval_days: int | None
    website: str
    source: str
    created_at: datetime
    owner: str | None
    """Who looks after them; None: nobody."""
    office: str | None
    """The office of whoever looks after them."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One line of the list. Fees are None where none were booked or the reader sees no fees."""

    client: ListedClient
    health: HealthBrief | None
    years: int
    fees: Decimal | None
    last_fees: Decimal | None
    rhythm: Rhythm
    late: bool
    ago: SafeString
    """The last touch in words, for the reader's zone."""
    partners: str = ""
    """Who leads the relationship; read only where its column is drawn."""


_HIDDEN, _READER = named(HIDDEN_CLIENTS, [0, 0], prefix="reader")
_CLIENTS = Prepared(
    "clients_listed",
    f"""SELECT c.id, c.public_id, c.name, c.industry, c.tier, c.expected_interval_days, c.website, c.source, c.created_at,
           u.name, o.name, h.score, h.grade, h.coverage
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, place) JOIN clients_client c ON c.id = wanted.id
    LEFT JOIN accounts_user u ON u.id = c.owner_id LEFT JOIN accounts_office o ON o.id = u.office_id
    LEFT JOIN scoring_health h ON %(health)s::boolean AND h.client_id = c.id
    WHERE c.id <> ALL (ARRAY({_HIDDEN})) ORDER BY wanted.place""",  # noqa: S608 - constants only
)
_NEVER = SafeString("never")
FEES = frozenset({"fees", "last_fees", "years"})
_FIELDS = len(ListedClient._fields)


def client_rows(user: User, ids: Sequence[int], year: Period, *, columns: Collection[str]) -> list[ClientRow]:
    """The rows of the visible clients `ids`, in this order, with the facts that `columns` show.

    `year` is the firm's current fiscal year.
    """
    clients = _clients(user, ids, with_health="health" in columns)
    fees = fees_by_year(user, ids, start_month=year.start_month) if FEES & set(columns) else {}
    touches = last_touches(user, ids, most=TOUCHES_READ) if "touch" in columns else {}
    partners = leading_partners(ids) if "partner" in columns else {}
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    rows = []
    for client, health in clients:
        by_year = fees.get(client.id, {})
        rhythm = rhythm_of(touches.get(client.id, []), client.tier, client.expected_interval_days)
        rows.append(
            ClientRow(
                client=client,
                health=health,
                years=years_running(by_year, year.year),
                fees=by_year.get(year.year),
                last_fees=by_year.get(year.year - 1),
                rhythm=rhythm,
                late=rhythm.is_late(today, zone),
                ago=_NEVER if rhythm.last is None else days_ago(rhythm.last.astimezone(zone).date(), today),
                partners=", ".join(partners.get(client.id, [])),
            )
        )
    return rows


def _clients(user: User, ids: Sequence[int], *, with_health: bool) -> list[tuple[ListedClient, HealthBrief | None]]:
    """The visible clients among `ids`, in this order, and their health for roles that see it."""
    if not can(user, Capability.SEE_CLIENTS):
        return []
    see_health = with_health and can(user, Capability.SEE_HEALTH)
    rows = _CLIENTS.rows({"ids": list(ids), "health": see_health, **dict.fromkeys(_READER, user.pk)})
    return [(ListedClient._make(row[:_FIELDS]), kept_health(*row[_FIELDS:])) for row in rows]


def leading_partners(client_ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the relationship partners by client; `client_ids` went through the gate before."""
    role = TeamMember.TeamRole.RELATIONSHIP_PARTNER
    rows = TeamMember.objects.filter(client__in=list(client_ids), role=role, archived_at__isnull=True)
    names: dict[int, list[str]] = defaultdict(list)
    for client_id, name in rows.order_by("colleague__name_search", "id").values_list("client_id", "colleague__name"):
        names[client_id].append(name)
    return names
