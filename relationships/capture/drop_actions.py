"""The drop folder: a mail server delivers into a Maildir, and each file ends in exactly one fate.

A file is claimed by a rename, read, and deleted once its fate stands in the database. Whoever dies in between leaves it
claimed; the next turn reads it again, which changes nothing that was written. What belongs to nobody is set aside.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.capture import reasons
from relationships.capture.file_reading import refused
from relationships.capture.found import MAIL, Found
from relationships.capture.mail_headers import headers_of, plain
from relationships.capture.mail_reading import LARGEST, read_mail
from relationships.capture.models import CaptureRun, DropAddress, Message
from relationships.capture.own_queries import reader_for
from relationships.capture.run_actions import capture_messages

logger = logging.getLogger(__name__)

AT_ONCE = 500
MOST_BYTES = 64 * 1024 * 1024
NEW, CURRENT, CLAIMED, ASIDE = "new", "cur", "claimed", "aside"
_NAMES = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "To",
    "Cc",
    "Bcc",
    "Received",
)


def make_folders() -> Path:
    """The Maildir, made where it is missing: `new` for the mail server, `claimed` and `aside` for us."""
    root: Path = settings.CAPTURE_MAILDIR
    for name in ("tmp", NEW, CURRENT, CLAIMED, ASIDE):
        (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


def read_drop_folder() -> int:
    """Read what lies there, as much as one turn takes; answer how many files came to their fate.

    One at a time: the caller holds the lock. What the database gave up over (a deadlock, a lost connection) stays claimed
    for the next turn.
    """
    root = make_folders()
    files = _claimed(root)
    by_user: dict[int, list[tuple[Path, bytes]]] = defaultdict(list)
    nobodys: list[Path] = []
    for path in files:
        raw = _content(path)
        holders = holders_of(raw)
        for holder in holders:
            by_user[holder].append((path, raw))
        if not holders:
            nobodys.append(path)
    waiting: set[Path] = set()
    for user in User.objects.filter(pk__in=by_user).order_by("pk"):
        try:
            _capture(user, by_user[user.pk])
        except OperationalError:
            logger.exception("Mail of the drop folder waits for another turn.")
            waiting.update(path for path, _ in by_user[user.pk])
    for path in nobodys:
        _set_aside(root, path)
    for path in set(files) - set(nobodys) - waiting:
        path.unlink(missing_ok=True)
    return len(files) - len(waiting)


def holders_of(raw: bytes) -> list[int]:
    """Ids of the colleagues to whose standing drop addresses the mail came."""
    name, domain = (re.escape(each) for each in (settings.CAPTURE_DROP_NAME, settings.CAPTURE_DROP_DOMAIN))
    headers = headers_of(raw)
    written = " ".join(str(value) for each in _NAMES for value in headers.get_all(each, []))
    tokens = set(re.findall(rf"\b{name}\+([a-z2-7]{{20,32}})@{domain}\b", written[:200_000], re.IGNORECASE))
    drops = DropAddress.objects.filter(
        token__in=[token.lower() for token in tokens], archived_at__isnull=True, user__is_active=True
    ).select_related("user")
    return sorted({drop.user_id for drop in drops if can(drop.user, Capability.LOG_INTERACTIONS)})


def _capture(user: User, files: list[tuple[Path, bytes]]) -> None:
    """All of them in one piece; one that can't be written is found by going one by one, and stops no other."""
    try:
        _capture_together(user, _read(user, files), len(files))
    except OperationalError:
        raise
    except (DatabaseError, ValueError):
        if len(files) > 1:
            for each in files:
                _capture(user, [each])
        else:
            logger.exception("A mail of the drop folder could not be written.")
            _capture_together(user, iter([refused(files[0][1], reasons.UNREADABLE, "drop address")]), 1)


def _capture_together(user: User, messages: Iterator[Found], count: int) -> None:
    name = f"{count} from the drop address"
    capture_messages(user=user, messages=messages, name=name, source=CaptureRun.Source.DROP)


def _claimed(root: Path) -> list[Path]:
    """What an earlier turn left, and what is new, claimed by a rename: a file that somebody else took is theirs."""
    files: list[Path] = []
    size = 0
    for folder in (CLAIMED, NEW, CURRENT):
        for path in sorted((root / folder).iterdir()):
            if len(files) >= AT_ONCE or size > MOST_BYTES:
                return files
            claimed = root / CLAIMED / path.name
            try:
                path.rename(claimed)
                plain = stat.S_ISREG(claimed.lstat().st_mode)
            except OSError:
                continue
            if plain:
                files.append(claimed)
                size += min(claimed.stat().st_size, LARGEST)
    return files


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _read(user: User, files: list[tuple[Path, bytes]]) -> Iterator[Found]:
    reader = reader_for(user, dropped=True)
    for path, raw in files:
        arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        yield read_mail(raw, reader, label="drop address", fallback=arrived)


def _set_aside(root: Path, path: Path) -> None:
    """Nobody's mail: kept as it is for whoever runs the installation, listed without a word of what it says."""
    raw = _content(path)
    Message.objects.get_or_create(
        user=None,
        key=hashlib.sha256(path.name.encode("utf-8", "replace") + raw).hexdigest(),
        defaults={
            "kind": MAIL,
            "source": CaptureRun.Source.DROP,
            "label": plain(path.name[:300], longest=300),
            "occurred_at": timezone.now(),
            "fate": reasons.REFUSED,
            "reason": reasons.NO_SUCH_DROP,
        },
    )
    os.replace(path, root / ASIDE / path.name)


def deliver(raw: bytes, name: str) -> None:
    """Put a mail into the folder as a mail server does: written beside, then renamed, so that none is read by half."""
    root = make_folders()
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", name)[:120]
    beside = root / "tmp" / safe
    with beside.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(root / NEW / safe)
