"""What was changed about an alumnus, by whom and when: the record, what they agreed to, and the person behind it."""

from __future__ import annotations

from accounts.models import User
from accounts.record_events import Told
from accounts.record_history import SIZE, History, history
from relationships.alumni.kept_back import open_history
from relationships.alumni.models import Alumnus, Consent
from relationships.contacts.history import person_sources

ALUMNUS = {
    "joined_on": "Joined",
    "left_on": "Left",
    "title": "Last position here",
    "office": "Office",
    "practice": "Practice",
    "colleague": "Account",
    "keeper": "Who keeps in touch",
    "leaving_terms": "Left as",
    "do_not_contact": "Do not contact",
    "opted_out_on": "Left out since",
}
CONSENT = {
    "state": "They",
    "purpose": "About",
    "channel": "By way of",
    "said_on": "Said on",
    "heard_through": "Heard through",
    "text_version": "Text",
    "review_on": "Review on",
}


def changes_of_alumnus(user: User, alumnus: Alumnus, *, before: str = "", size: int = SIZE) -> History:
    """What happened to a visible alumnus."""
    sources = [
        Told(Alumnus, {"pgh_obj_id": alumnus.pk}, ALUMNUS, "this alumnus"),
        Told(Consent, {"alumnus_id": alumnus.pk}, CONSENT, "a consent", always=frozenset({"state", "purpose"})),
        *open_history(person_sources(user, alumnus.person)),
    ]
    return history(sources, user=user, before=before, size=size)
