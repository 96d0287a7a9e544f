"""A folder of a mail server that takes copies, emptied into the drop folder over IMAP."""

from __future__ import annotations

import contextlib
import hashlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings

from relationships.capture.drop_actions import deliver
from relationships.capture.mail_reading import LARGEST

AT_ONCE = 200
SECONDS = 20.0

logger = logging.getLogger(__name__)


def fetch_folder() -> int:
    """Bring what nobody has read yet into the drop folder, and mark it as read there; answer how many.

    Dies between the two: the mail comes once more, and changes nothing. Trouble with the server is logged, not raised.
    """
    if not settings.CAPTURE_IMAP_URL:
        return 0
    try:
        with _signed_in(settings.CAPTURE_IMAP_URL) as server:
            return _bring(server)
    except (OSError, imaplib.IMAP4.error, ValueError) as problem:
        logger.warning("The mail folder can't be read: %s", type(problem).__name__)
        return 0


@contextlib.contextmanager
def _signed_in(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    elif parts.scheme == "imap":
        server = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    else:
        raise ValueError("CAPTURE_IMAP_URL begins with imaps:// (or imap:// inside one machine).")
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        status, _ = server.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"')
        if status != "OK":
            raise ValueError("There is no such folder.")
        yield server
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _bring(server: imaplib.IMAP4) -> int:
    _, found = server.uid("SEARCH", "UNSEEN")
    uids = (found[0] or b"").split()[:AT_ONCE] if found else []
    brought = 0
    for uid in uids:
        _, answer = server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
        raw = next((part[1] for part in answer or [] if isinstance(part, tuple)), None)
        if raw is None:
            continue
        deliver(raw, f"imap-{uid.decode()}-{hashlib.sha256(raw).hexdigest()[:16]}")
        server.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
        brought += 1
    return brought
