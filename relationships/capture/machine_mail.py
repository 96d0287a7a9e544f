"""Telling mail that nobody wrote to somebody: answers by machines, lists, newsletters, bounces. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message

from relationships.capture import reasons
from relationships.capture.addresses import is_machine
from relationships.capture.found import Party

_AWAY = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|automatische antwort|"
    r"abwesenheit(snotiz)?|réponse automatique|absence du bureau|respuesta automática|risposta automatica|"
    r"automatisch antwoord|autosvar|resposta automática)\b",
    re.IGNORECASE,
)
_LIST = ("List-Id", "List-Post", "List-Help", "X-Mailing-List", "X-BeenThere", "Mailing-List", "X-Mailman-Version")
_ARCHIVED = re.compile(r"^\s*\S+ at \S+\.\S+\s*(\(|$)")
"""How archives of lists write a sender: "ana at novagen.example (Ana Ruiz)"."""
_SENT_BY_MACHINES = (
    "X-Cron-Env",
    "X-GitHub-Reason",
    "X-Auto-Generated",
    "Feedback-ID",
    "X-Campaign-Id",
    "X-Mailgun-Sid",
)


def why_ignored(headers: Message, sender: Party | None, subject: str) -> str:
    """A reason of `reasons`, or "" for mail between people."""
    return next((reason for reason, tells in _TESTS if tells(headers, sender, subject)), "")


_FAILED = re.compile(r"^Final-Recipient:\s*rfc822;\s*<?([^\s<>;@]+@[^\s<>;]+)", re.IGNORECASE | re.MULTILINE)
_FOR_GOOD = re.compile(r"^(Action:\s*failed|Status:\s*5)", re.IGNORECASE | re.MULTILINE)
_MOST_FAILED = 50


def failed_recipients(headers: Message, report: str) -> tuple[str, ...]:
    """To whom a bounce says nothing can be delivered for good; not those whose mail is only late."""
    named = _value(headers, "X-Failed-Recipients").split(",")
    told = _FAILED.findall(report) if _FOR_GOOD.search(report) else []
    found = dict.fromkeys(each.strip().lower() for each in [*named, *told])
    return tuple(each for each in found if "@" in each and len(each) <= 254)[:_MOST_FAILED]


def _value(headers: Message, name: str) -> str:
    return str(headers.get(name) or "").strip().lower()


def _bounce(headers: Message, sender: Party | None, subject: str) -> bool:
    kind = _value(headers, "Content-Type")
    if kind.startswith("multipart/report") or _value(headers, "X-Failed-Recipients"):
        return True
    written = str(headers.get("From") or "").lower()
    return "mailer-daemon@" in written or (_value(headers, "Return-Path") == "<>" and "postmaster@" in written)


def _auto_reply(headers: Message, sender: Party | None, subject: str) -> bool:
    if any(headers.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")):
        return True
    if _value(headers, "Precedence") == "auto_reply":
        return True
    return _value(headers, "Auto-Submitted").startswith("auto-replied") or bool(_AWAY.match(subject))


def _list(headers: Message, sender: Party | None, subject: str) -> bool:
    if sender is None and _ARCHIVED.match(str(headers.get("From") or "")[:300]):
        return True
    return any(headers.get(name) for name in _LIST) or _value(headers, "Precedence") == "list"


def _newsletter(headers: Message, sender: Party | None, subject: str) -> bool:
    return bool(headers.get("List-Unsubscribe")) or _value(headers, "Precedence") in ("bulk", "junk")


def _automatic(headers: Message, sender: Party | None, subject: str) -> bool:
    if _value(headers, "Auto-Submitted") not in ("", "no") or any(headers.get(name) for name in _SENT_BY_MACHINES):
        return True
    return sender is not None and is_machine(sender.address)


def _spam(headers: Message, sender: Party | None, subject: str) -> bool:
    return _value(headers, "X-Spam-Flag") == "yes" or "spam" in _labels(headers)


def _invitation(headers: Message, sender: Party | None, subject: str) -> bool:
    kind = _value(headers, "Content-Type")
    return kind.startswith("text/calendar") or _value(headers, "Content-Class").endswith("calendarmessage")


def _unsent(headers: Message, sender: Party | None, subject: str) -> bool:
    return bool({"draft", "drafts", "trash", "bin"} & _labels(headers)) or _value(headers, "X-Mozilla-Draft-Info") != ""


def _labels(headers: Message) -> set[str]:
    """Google's labels, as its export of a mailbox writes them."""
    return {label.strip().strip('"') for label in _value(headers, "X-Gmail-Labels").split(",")}


_TESTS: list[tuple[str, Callable[[Message, Party | None, str], bool]]] = [
    (reasons.BOUNCE, _bounce),
    (reasons.AUTO_REPLY, _auto_reply),
    (reasons.SPAM, _spam),
    (reasons.UNSENT, _unsent),
    (reasons.LIST, _list),
    (reasons.NEWSLETTER, _newsletter),
    (reasons.INVITATION, _invitation),
    (reasons.AUTOMATIC, _automatic),
]
