"""When the firm last spoke with many clients at once: for the rows of a list and the head of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import TouchClient
from relationships.interactions.queries.timeline import visible_touches


@dataclass(frozen=True)
class LastTouch:
    """The newest touch of a client."""

    public_id: str
    kind: str
    occurred_at: dt.datetime


def last_touches(client_ids: Iterable[int], user: User) -> dict[int, LastTouch]:
    """The newest touch of each client that `user` may see; clients without one are left out. Two queries.

    Each client costs one look into the line index, however many touches it has.
    """
    newest = _lines(user).filter(client=OuterRef("pk")).order_by("-occurred_at", "-interaction")
    clients = Client.objects.visible_to(user).filter(pk__in=list(client_ids))
    newest_of = dict(clients.values_list("pk", Subquery(newest.values("interaction_id")[:1])))
    touches = visible_touches(user).in_bulk([pk for pk in newest_of.values() if pk])
    return {
        client_id: LastTouch(touches[pk].public_id, touches[pk].kind, touches[pk].occurred_at)
        for client_id, pk in newest_of.items()
        if pk in touches
    }


def pulse(client_ids: Iterable[int], user: User, *, days: int = 180) -> dict[int, list[dt.date]]:
    """The days (of the reader's zone) on which each client was touched in the last `days`, oldest first. One query."""
    since = timezone.now() - dt.timedelta(days=days)
    lines = _lines(user).filter(client__in=list(client_ids), occurred_at__gte=since)
    found: dict[int, set[dt.date]] = {}
    for client_id, occurred_at in lines.values_list("client_id", "occurred_at"):
        found.setdefault(client_id, set()).add(timezone.localtime(occurred_at).date())
    return {client_id: sorted(dates) for client_id, dates in found.items()}


def _lines(user: User) -> QuerySet[TouchClient]:
    return TouchClient.objects.filter(Exists(visible_touches(user).filter(pk=OuterRef("interaction_id"))))
