"""The models of alumni."""

from relationships.alumni.event_models import Event, Invitation
from relationships.alumni.letter_models import ConsentText, Letter
from relationships.alumni.page_models import AlumnusLink, AlumnusWord
from relationships.alumni.record_models import Alumnus, Consent, SeenBy

__all__ = [
    "Alumnus", "AlumnusLink", "AlumnusWord", "Consent", "ConsentText", "Event", "Invitation", "Letter", "SeenBy",
]  # fmt: skip
