"""Reading what people brought."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.visibility import hidden_client_ids, hidden_work_ids
from relationships.contacts.models import Person
from relationships.network.models import Contribution, SoftCredit

MOST = 200


def contributions_of(user: User, person: Person, *, put_away: bool = False) -> list[Contribution]:
    """What a visible person brought, newest first; or what was put away of it."""
    rows = Contribution.objects.visible_to(user).filter(person=person, archived_at__isnull=not put_away)
    named = rows.select_related("person", "client", "engagement", "recorded_by")
    return list(named.order_by("-happened_on", "-id")[:MOST])


def credited_fees(user: User, contribution_ids: Iterable[int], *, since: date | None = None) -> dict[int, Decimal]:
    """Fees each contribution is credited with, of visible clients; nothing for roles that see no fees."""
    rows = credits_seen(user).filter(contribution__in=list(contribution_ids))
    rows = rows.filter(entry__booked_on__gte=since) if since else rows
    return dict(rows.order_by().values_list("contribution").annotate(fees=Sum("worth")))


def credits_seen(user: User) -> Any:
    """Soft credits of entries of visible clients, each with its `worth`; none for roles that see no fees."""
    if not can(user, Capability.SEE_FEES):
        # None as SQL, which stands in larger statements.
        return SoftCredit.objects.filter(pk=0).annotate(worth=F("entry__base_amount") * F("share"))
    rows = SoftCredit.objects.filter(entry__archived_at__isnull=True)
    rows = rows.exclude(entry__engagement__in=hidden_work_ids(user))
    return rows.exclude(entry__client__in=hidden_client_ids(user)).annotate(worth=F("entry__base_amount") * F("share"))
