"""What lies outside of tables: mail that waits in the drop folder, and sessions, which are sealed texts."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache


def forget_sessions(words: list[str], colleagues: list[int]) -> int:
    """End the sessions of these colleagues, and those that still remember one of `words` (a strip that undoes)."""
    gone = []
    for session in Session.objects.iterator(chunk_size=500):
        held = session.get_decoded()
        said = str(held).lower()
        if str(held.get(SESSION_KEY, "")) in map(str, colleagues) or any(word.lower() in said for word in words):
            gone.append(session.pk)
    Session.objects.filter(pk__in=gone).delete()
    cache.clear()
    return len(gone)


def forget_dropped_mail(addresses: list[str]) -> int:
    """Remove mail files that hold one of their addresses; how many those were."""
    root: Path = settings.CAPTURE_MAILDIR
    wanted = [address.encode() for address in addresses]
    removed = 0
    for path in root.rglob("*") if root.is_dir() and wanted else ():
        if path.is_file() and any(address in path.read_bytes().lower() for address in wanted):
            path.unlink(missing_ok=True)
            removed += 1
    return removed
