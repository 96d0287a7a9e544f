"""What a letter says when it goes out, or why it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.queries import the_firm
from relationships.alumni.consent_queries import current_text, with_reason
from relationships.alumni.consent_state import WHY_NOT
from relationships.alumni.event_file import event_file
from relationships.alumni.invitation_queries import why_not_invited
from relationships.alumni.link_actions import PAGE_HOURS, make_link, stop_token
from relationships.alumni.models import Alumnus, Consent, Letter
from relationships.contacts.models import ContactPoint
from relationships.foundation.firm_day import firm_day
from relationships.foundation.secret_address import token_for

CALENDAR = "text/calendar"
PURPOSES: dict[str, str | None] = {
    "page": "",
    "ask": "ask",
    "invitation": "events",
    "place": "events",
    "changed": None,
    "called_off": "",
}
"""For what each kind needs consent: "" what they asked for themselves, or said that they would come to; None what the
letter says. A kind that is not listed is not sent."""


@dataclass(frozen=True)
class Written:
    """A mail that may go out now."""

    to: str
    subject: str
    text: str
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes, str]] = field(default_factory=list)


def written(letter: Letter) -> Written | str:
    """The mail, or the reason why it must not go out. Asked at the moment of sending, whatever held when it was queued."""
    to = _address(letter)
    if not to:
        return WHY_NOT["no_address"]
    return why if (why := _why_not(letter)) else _mail(letter, to, timezone.now())


def _address(letter: Letter) -> str:
    mails = ContactPoint.objects.filter(person=letter.person_id, kind="email", archived_at__isnull=True)
    asked_from = mails.filter(pk=letter.point_id).first() if letter.point_id else None
    found = asked_from or mails.order_by("-is_primary", "id").first()
    return found.value if found else ""


def _why_not(letter: Letter) -> str:
    today = firm_day().on
    if letter.invitation and (why := why_not_invited(letter.invitation, letter.kind, timezone.now())):
        return why
    if letter.alumnus_id is None:
        return WHY_NOT["archived"] if letter.person.archived_at else ""
    purpose = letter.purpose if PURPOSES[letter.kind] is None else PURPOSES[letter.kind]
    rows = Alumnus.objects.unscoped(reason="the one alumnus whose letter goes out").filter(pk=letter.alumnus_id)
    if not purpose:
        # They asked for it themselves, or said that they would come.
        known = rows.filter(opted_out_on__isnull=True, archived_at__isnull=True, person__archived_at__isnull=True)
        return "" if known.exists() else WHY_NOT["left_out"]
    asked = with_reason(rows, purpose=purpose, today=today, besides=letter.pk)
    why = asked.values_list("why_not", flat=True).first() or ""
    return WHY_NOT.get(why, "")


def _mail(letter: Letter, to: str, now: datetime) -> Written:
    firm = the_firm().name
    context: dict[str, Any] = {"firm": firm, "name": letter.person.name, "asked_by": letter.asked_by}
    headers: dict[str, str] = {}
    files: list[tuple[str, bytes, str]] = []
    reply_to = letter.asked_by.email or "" if letter.asked_by and letter.asked_by.is_active else ""
    subject = f"Your page at {firm}"
    if letter.kind == Letter.Kind.PAGE and letter.alumnus:
        token = make_link(alumnus=letter.alumnus, opens="page", now=now)
        context |= {"address": _full("open_own_page", token), "hours": PAGE_HOURS}
    if letter.kind == Letter.Kind.ASK and letter.alumnus:
        token = make_link(alumnus=letter.alumnus, opens="consent", now=now)
        context |= {"address": _full("answer_consent", token), "text": current_text()}
        subject = f"May {firm} stay in touch with you?"
    if invitation := letter.invitation:
        token, event = token_for("invitation", invitation.public_id), invitation.event
        context |= {"address": _full("own_invitation", token), "event": event, "zone": firm_day().zone}
        subject = _SUBJECTS[letter.kind].format(event.name)
        files = [("invitation.ics", event_file(event, now), CALENDAR)]
    if letter.alumnus and letter.kind != Letter.Kind.PAGE:
        purpose = Consent.Purpose.EVENTS if letter.invitation else Consent.Purpose.ALL
        stop = _full("stop_mail", stop_token(alumnus=letter.alumnus, purpose=purpose, now=now))
        context |= {"stop": stop}
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with timezone.override(firm_day().zone):
        text = render_to_string(f"alumni/letters/{letter.kind}.txt", context)
    return Written(to, " ".join(subject.split())[:200], text, reply_to, headers, files)


_SUBJECTS = {
    "invitation": "Invitation: {}",
    "place": "There is a place for you: {}",
    "changed": "Another day or place: {}",
    "called_off": "Called off: {}",
}


def _full(name: str, token: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[token])}"
