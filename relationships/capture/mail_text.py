"""The words of a mail: its plain text, without what it quotes and without its signature. Pure."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from relationships.capture.found import LONGEST_BODY
from relationships.capture.mail_headers import plain, readable

MOST_PARTS = 200
LONGEST_PART = 400_000
_QUOTE_BEGINS = re.compile(
    r"^(-{2,} ?(original message|ursprüngliche nachricht|message d.origine|forwarded message)|_{20,}$|"
    r"on .{5,120} wrote:$|am .{5,120} schrieb .{0,120}:$|le .{5,120} a écrit ?:$|el .{5,120} escribió:$)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<br\s*/?>|</p>|<[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}


def whole(raw: bytes) -> Message | None:
    """The mail with its parts; None when it is nested too deep to be read."""
    try:
        return message_from_bytes(raw, policy=compat32)
    except (RecursionError, ValueError, LookupError, AttributeError, IndexError):
        return None


def words_of(mail: Message) -> str:
    """The first plain text in it, else its first page without the markup; whole, with what it quotes."""
    texts: dict[str, str] = {}
    for part in _parts(mail):
        kind = str(part.get_content_type())
        if (
            kind in ("text/plain", "text/html")
            and kind not in texts
            and "attachment" not in str(part.get("Content-Disposition") or "")
        ):
            texts[kind] = _text(part)
    if texts.get("text/plain", "").strip():
        return texts["text/plain"]
    return _without_markup(texts.get("text/html", ""))


def own_words(text: str) -> str:
    """`text` up to the first quotation or signature, at most 4,000 characters."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        bare = line.strip()
        if line.rstrip() == "--" or _QUOTE_BEGINS.match(bare):
            break
        if not bare.startswith(">"):
            kept.append(line.rstrip())
    return plain(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), longest=LONGEST_BODY, multiline=True)


def attached_mail(mail: Message) -> Message | None:
    """The first mail that is attached to it whole."""
    for part in _parts(mail):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return inner[0]
    return None


def _parts(mail: Message) -> list[Message]:
    found: list[Message] = []
    try:
        for part in mail.walk():
            found.append(part)
            if len(found) >= MOST_PARTS:
                break
    except (RecursionError, AttributeError):
        return found
    return found


def _text(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError):
        return ""
    if not isinstance(payload, bytes):
        return ""
    payload = payload[:LONGEST_PART]
    try:
        return payload.decode(str(part.get_content_charset() or "utf-8"))
    except (LookupError, ValueError):
        return readable(payload)


def _without_markup(html: str) -> str:
    text = _TAG.sub(lambda found: "\n" if found[0].lower().startswith(("<br", "</p")) else " ", html[:LONGEST_PART])
    for entity, letter in _ENTITIES.items():
        text = text.replace(entity, letter)
    return text
