"""Clients that hang by one thread and for which nobody has planned a second tie yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.network.models import SecondTie
from relationships.scoring import portfolio as scores
from relationships.scoring.thread_holders import ThreadHolders, thread_holders

HEADER = ("Client", "Fees of 12 months", "Held by", "To", "Leaves on")
PATIENCE = timedelta(days=30)
"""So long after its day a plan is believed; then the client hangs by one thread again."""


EVERYBODY = 1_000_000


@dataclass(frozen=True)
class ThreadRow:
    """One client, its fees of 12 months, and who holds it."""

    client: Client
    fees: Decimal
    thread: ThreadHolders | None


@dataclass(frozen=True)
class ThreadPanel:
    """Context of dashboards/_threads.html. `planned`: how many more have a plan; `no_fees`: nobody brought any in 12
    months, of which it does not follow that anybody is held well."""

    rows: list[ThreadRow]
    more: int
    planned: int
    currency: str
    no_fees: bool = False


def thread_panel(user: User, *, most: int) -> ThreadPanel:
    """The largest of them, from scores as they stand."""
    plans = SecondTie.objects.visible_to(user).filter(archived_at__isnull=True, due_on__gte=firm_day().on - PATIENCE)
    everybody = scores.portfolio(Client.objects.visible_to(user).current())
    threads = scores.threads(everybody)
    planned = threads.filter(client__in=plans.values("client")).count()
    waiting = threads.exclude(client__in=plans.values("client"))
    found = scores.standings(list(waiting[:most]))
    ids: Sequence[int] = [each.client_id for each in found]
    clients, held = Client.objects.visible_to(user).in_bulk(ids), thread_holders(user, ids)
    rows = [
        ThreadRow(clients[each.client_id], each.fees, held.get(each.client_id))
        for each in found
        if each.client_id in clients
    ]
    more = max(0, waiting.count() - len(rows))
    no_fees = not rows and not planned and not everybody.filter(fees__gt=0).exists()
    return ThreadPanel(rows, more, planned, the_firm().base_currency, no_fees)


def thread_rows(user: User) -> Iterator[Sequence[Any]]:
    """All of them, the largest first as on the panel, below `HEADER`."""
    for row in thread_panel(user, most=EVERYBODY).rows:
        held = row.thread
        people = "; ".join(person.name for person in held.people) if held else ""
        yield (
            row.client.name,
            row.fees,
            "; ".join(held.colleagues) if held else "",
            people,
            held.leaves if held else None,
        )
