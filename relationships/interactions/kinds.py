"""The kinds of touchpoints: icons, verbs for a sentence, and the groups that a timeline can be narrowed to. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """How a kind looks and reads: "Maya *called* Ana", "Logged: *call* with Ana", in a tone of its own."""

    icon: str
    verb: str
    noun: str
    joined: str
    tone: str


KINDS: dict[str, Kind] = {
    "meeting": Kind("users", "met", "meeting", "with", "pine"),
    "call": Kind("phone", "called", "call", "with", "pine"),
    "email": Kind("mail", "wrote to", "e-mail", "to", ""),
    "event": Kind("ticket", "met", "event", "with", "pine"),
    "hospitality": Kind("tools-kitchen-2", "hosted", "hospitality", "for", "pine"),
    "message": Kind("message-circle", "sent a message to", "message", "to", ""),
    "letter": Kind("file-text", "wrote a letter to", "letter", "to", ""),
    "delivery": Kind("package", "delivered to", "delivery", "to", "sky"),
    "invoice_talk": Kind("receipt", "talked about an invoice with", "invoice talk", "with", "brass"),
    "other": Kind("note", "had to do with", "note", "about", ""),
}

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "talks": ("Talks", ("meeting", "call", "event", "hospitality")),
    "written": ("Written", ("email", "message", "letter")),
    "work": ("Work", ("delivery",)),
    "money": ("Money", ("invoice_talk",)),
}
"""Key in the address, label, kinds. No key: everything."""

FEELINGS: dict[int, tuple[str, str]] = {
    -2: ("mood-sad", "Cold"),
    -1: ("mood-empty", "Cool"),
    0: ("minus", "Neutral"),
    1: ("mood-smile", "Good"),
    2: ("heartbeat", "Warm"),
}
"""Sentiment to icon and word."""
