"""The clients through which a person is known, for forms that ask where something was heard."""

from __future__ import annotations

from django.db.models import F

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position


def clients_of_person(user: User, person: Person) -> list[Client]:
    """Visible clients where the person has or had a position: those of now first, the latest first."""
    held = Position.objects.visible_to(user).filter(person=person, archived_at__isnull=True)
    rows = held.select_related("client").order_by(
        F("ended_on").desc(nulls_first=True), F("started_on").desc(nulls_last=True), "id"
    )
    return list({row.client_id: row.client for row in rows}.values())


def hosts_of(user: User, person: Person) -> list[str]:
    """Names of the colleagues who look after the visible clients where the person sits now."""
    held = Position.objects.visible_to(user).current().filter(person=person, client__owner__isnull=False)
    names = held.order_by("client__owner__name_search", "client__owner_id").values_list(
        "client__owner__name", flat=True
    )
    return list(dict.fromkeys(names))
