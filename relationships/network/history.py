"""What was declared of a person's ties, by whom and when: told with the rest of the person's history."""

from __future__ import annotations

from accounts.models import User
from accounts.record_events import Told
from accounts.record_history import SIZE, History, history
from relationships.alumni.kept_back import open_history
from relationships.clients.history import seen_at
from relationships.contacts.history import person_sources
from relationships.contacts.models import Person
from relationships.network.models import DeclaredTie, OutOfGraph

DECLARED = {
    "colleague": "Whose tie",
    "client": "At",
    "strength": "Strength",
    "reason": "Why",
    "holds_until": "Holds until",
}


def changes_of_person(user: User, person: Person, *, before: str = "", size: int = SIZE) -> History:
    """What happened to the record of a visible person and to the ties that were declared."""
    here = {"person_id": person.pk}
    seen, values = seen_at(user, "client_id")
    seen = f"(e.client_id IS NULL OR {seen})"
    always = frozenset({"colleague", "client"})
    sources = [
        *open_history(person_sources(user, person)),
        Told(DeclaredTie, here, DECLARED, "a declared tie", always=always, seen=seen, values=values),
        Told(OutOfGraph, here, {"reason": "Why"}, "being out of the graph", always=frozenset({"reason"})),
    ]
    return history(sources, user=user, before=before, size=size)
