"""A meeting as a calendar file (RFC 5545), to be put into one's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.public_id import new_public_id
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person

AT, LASTS = time(10), timedelta(minutes=30)
LONGEST = 75  # octets of a line


def meeting_file(user: User, about: Person | Client, *, page: str) -> tuple[str, str]:
    """A file name that names nobody, and the file."""
    starts = datetime.combine(_next_working_day(timezone.localdate()), AT, tzinfo=timezone.get_current_timezone())
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Perennial//My day//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{new_public_id()}@perennial",
        f"DTSTAMP:{_moment(timezone.now())}",
        f"DTSTART:{_moment(starts)}",
        f"DTEND:{_moment(starts + LASTS)}",
        f"SUMMARY:{_text(f'Meet {about.name}')}",
        f"DESCRIPTION:{_text(page)}",
        *_attendee(about),
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "meeting.ics", "".join(f"{_folded(line)}\r\n" for line in lines)


def _attendee(about: Person | Client) -> list[str]:
    if not isinstance(about, Person):
        return []
    mails = ContactPoint.objects.filter(person=about, kind=ContactPoint.Kind.EMAIL, archived_at__isnull=True)
    address = mails.order_by("-is_primary", "id").values_list("value", flat=True).first()
    name = about.name.replace('"', "'")
    return [f'ATTENDEE;CN="{name}":mailto:{address}'] if address and not set(address) & set(' ,;"<>') else []


def _next_working_day(today: date) -> date:
    day = today + timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cutting a character."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > LONGEST - 1:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
