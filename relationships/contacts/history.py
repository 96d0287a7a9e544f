"""What was changed about a person, by whom and when: their own fields, names, ways to reach them, and where they work."""

from __future__ import annotations

from accounts.models import User
from accounts.record_events import Told
from relationships.clients.history import seen_at
from relationships.contacts.models import ContactPoint, OutsidePost, Person, PersonAlias, Position

PERSON = {"name": "Name", "pronouns": "Pronouns"}
REACH = {"value": "Address or number", "is_primary": "First"}
POSITION = {
    "client": "Client",
    "title": "Position",
    "seniority": "Seniority",
    "buying_role": "When they buy",
    "started_on": "From",
    "ended_on": "Until",
}
OUTSIDE = {"employer": "Employer", "title": "Position", "sector": "Kind", "started_on": "From", "ended_on": "Until"}


def person_sources(user: User, person: Person) -> list[Told]:
    """What the history of a visible person is made of; positions at clients that `user` may not know of leave no trace."""
    here = {"person_id": person.pk}
    seen, values = seen_at(user, "client_id")
    return [
        Told(Person, {"pgh_obj_id": person.pk}, PERSON, "this person"),
        Told(PersonAlias, here, {"name": "Other name"}, "another name", always=frozenset({"name"})),
        Told(ContactPoint, here, REACH, "a way to reach them", always=frozenset({"value"})),
        Told(Position, here, POSITION, "a position", always=frozenset({"client"}), seen=seen, values=values),
        Told(OutsidePost, here, OUTSIDE, "a position elsewhere", always=frozenset({"employer"})),
    ]
