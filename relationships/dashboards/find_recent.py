"""Whom and what a colleague had to do with last: offered before anything is typed."""

from __future__ import annotations

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.find_hits import Hit, client_hits, people_hits
from relationships.interactions.models import TouchClient, TouchPerson
from relationships.interactions.queries.recent import recent_touches


def recent_hits(user: User, *, most: int) -> list[Hit]:
    """Clients and people of the colleague's last touchpoints, newest first, `most` of each at most."""
    touches = recent_touches(user, user)
    if not touches:
        return []
    lines = TouchClient.objects.filter(interaction__in=touches).order_by("-occurred_at", "pk")
    newest = list(dict.fromkeys(lines.values_list("client_id", flat=True)))
    clients = Client.objects.visible_to(user).current().in_bulk(newest)
    hits = client_hits([clients[pk] for pk in newest if pk in clients][: most // 2])
    if can(user, Capability.SEE_PEOPLE):
        met = TouchPerson.objects.filter(interaction__in=touches).order_by("-occurred_at", "pk")
        order = list(dict.fromkeys(met.values_list("person_id", flat=True)))
        people = Person.objects.visible_to(user).current().in_bulk(order)
        hits += people_hits(user, [people[pk] for pk in order if pk in people][: most // 2])
    return hits
