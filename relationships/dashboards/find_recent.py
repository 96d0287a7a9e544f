"""Whom and what a colleague had to do with last: offered before anything is typed."""

from __future__ import annotations

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.find_hits import Hit, client_hits, people_hits
from relationships.interactions.queries.recent import recent


def recent_hits(user: User, *, most: int) -> list[Hit]:
    """Clients and people of the colleague's last touchpoints, newest first, `most` of each at most."""
    last = recent(user, user)
    if not (last.clients or last.people):
        return []
    clients = Client.objects.visible_to(user).current().in_bulk(last.clients)
    hits = client_hits([clients[pk] for pk in last.clients if pk in clients][: most // 2])
    if can(user, Capability.SEE_PEOPLE):
        people = Person.objects.visible_to(user).current().in_bulk(last.people)
        hits += people_hits(user, [people[pk] for pk in last.people if pk in people][: most // 2])
    return hits
