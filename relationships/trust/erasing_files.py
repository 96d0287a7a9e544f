"""What lies outside of tables: files of touchpoints, mail that waits, files on their way in, and sealed sessions."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache

from relationships.interactions.attachment_actions import erase_attachments
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.models import TouchPerson

PIECE = 1_048_576
"""Bytes read at once."""


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


def forget_attachments(people: list[int]) -> tuple[int, int]:
    """Remove the files of touchpoints that were with them alone; how many, and how many stay because others took part:
    what a file says of whom, no program knows."""
    everybody = TouchPerson._base_manager
    theirs = everybody.filter(person__in=people).values("interaction_id")
    shared = everybody.filter(interaction__in=theirs).exclude(person__in=people).values("interaction_id")
    alone = everybody.filter(person__in=people).exclude(interaction__in=shared)
    kept = Attachment.objects.filter(interaction__in=shared).count()
    return erase_attachments(touches=set(alone.values_list("interaction_id", flat=True))), kept


def forget_dropped_mail(addresses: list[str]) -> int:
    """Remove mail files that hold one of their addresses; how many those were."""
    return _remove(settings.CAPTURE_MAILDIR, addresses)


def forget_brought_files(words: list[str]) -> int:
    """Remove files on their way in, and lists of what was wrong with them, that hold one of `words`; how many."""
    return _remove(Path(settings.IMPORTS_ROOT), words)


def _remove(root: Path, words: list[str]) -> int:
    wanted = [word.lower().encode() for word in words]
    removed = 0
    for path in root.rglob("*") if root.is_dir() and wanted else ():
        if path.is_file() and _holds(path, wanted):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _holds(path: Path, wanted: list[bytes]) -> bool:
    """Piece by piece, since such files may be large; what stands across two pieces is found too."""
    longest, before = max(map(len, wanted)), b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            text = (before + piece).lower()
            if any(word in text for word in wanted):
                return True
            before = text[-longest:]
    return False
