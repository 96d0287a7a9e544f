"""Mail and calendars for tests, as programs write them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

SENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def letter(
    sender: str = "Maya Okafor <maya@firm.example>",
    to: str = "Ana Ruiz <ana@novagen.example>",
    subject: str = "The audit",
    body: str = "Shall we meet?",
    *,
    message_id: str | None = "<one@firm.example>",
    at: datetime | None = SENT,
    **headers: str,
) -> bytes:
    """A mail; `headers` by name with "_" for "-"."""
    mail = EmailMessage()
    mail["From"] = sender
    if to:
        mail["To"] = to
    mail["Subject"] = subject
    if message_id:
        mail["Message-ID"] = message_id
    if at:
        mail["Date"] = format_datetime(at)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail.as_bytes()


def mailbox(*letters: bytes) -> bytes:
    return b"".join(b"From x@y.example Mon Nov  2 09:30:00 2026\n" + each + b"\n\n" for each in letters)


def calendar(*events: str) -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\n{each.strip()}\nEND:VEVENT\n" for each in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{blocks}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def meeting(uid: str = "m1", start: str = "20261102T093000Z", more: str = "", *guests: str) -> str:
    people = "".join(f"ATTENDEE:mailto:{each}\n" for each in guests or ("ana@novagen.example",))
    return f"UID:{uid}\nDTSTART:{start}\nSUMMARY:Review\nORGANIZER:mailto:maya@firm.example\n{people}{more}"
