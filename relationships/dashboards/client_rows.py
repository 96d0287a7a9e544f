"""The facts of one page of clients: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.queries import in_order
from relationships.dashboards.rhythm import Rhythm, last_touches, rhythm_of
from relationships.engagements.fees import years_running
from relationships.engagements.queries import fees_by_year
from relationships.foundation.periods import Period
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


def client_rows(user: User, ids: Sequence[int], year: Period, *, with_fees: bool) -> list[ClientRow]:
    """The rows of the visible clients `ids`, in this order. `year` is the firm's current fiscal year."""
    clients = in_order(Client.objects.visible_to(user).select_related("owner"), list(ids))
    fees = fees_by_year(user, ids, start_month=year.start_month) if with_fees else {}
    health = health_of(ids, user)
    touches = last_touches(user, ids, most=TOUCHES_READ)
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    rows = []
    for client in clients:
        by_year = fees.get(client.pk, {})
        rhythm = rhythm_of(touches[client.pk], client.tier, client.expected_interval_days)
        rows.append(
            ClientRow(
                client=client,
                health=health.get(client.pk),
                years=years_running(by_year, year.year),
                fees=by_year.get(year.year),
                last_fees=by_year.get(year.year - 1),
                rhythm=rhythm,
                late=rhythm.is_late(today, zone),
            )
        )
    return rows
