"""Reading one file for one colleague, and keeping count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from relationships.capture import reasons
from relationships.capture.file_reading import read_file, refused
from relationships.capture.found import Found
from relationships.capture.mail_headers import plain
from relationships.capture.mailboxes import opened
from relationships.capture.models import CaptureRun
from relationships.capture.own_queries import reader_for
from relationships.capture.settle_actions import settle
from relationships.capture.tally import Tally

AT_ONCE = 5_000
AT_ONCE_IN_A_PAGE = 300_000
"""Bytes that a page reads itself; more waits for the worker."""
MOST_ATTEMPTS = 3


def capture_file(*, user: User, file: IO[bytes], name: str, source: str) -> Tally:
    """Capture every message of `file`. The same file again changes nothing."""
    (tally,) = capture_files(user=user, files=[(name, file)], source=source)
    return tally


def capture_files(*, user: User, files: Iterable[tuple[str, IO[bytes]]], source: str) -> list[Tally]:
    """Capture every message of each file, many files in one piece; a tally for each."""
    reader = reader_for(user)
    runs: list[tuple[CaptureRun, Tally]] = []

    def messages() -> Iterator[tuple[Tally, Found]]:
        for name, file in files:
            runs.append((CaptureRun(user=user, source=source, name=_shown(name)), Tally()))
            tally = runs[-1][1]
            yield from ((tally, each) for each in read_file(file, reader, name=name))

    _settle_all(user, messages(), source)
    for run, tally in runs:
        _finish(run, tally)
    return [tally for _, tally in runs]


def capture_messages(*, user: User, messages: Iterator[Found], name: str, source: str, origin: str = "") -> Tally:
    """Capture what was read, in pieces; each piece is whole or not at all. `origin`: the calendar it stands in."""
    tally = Tally()
    _settle_all(user, ((tally, each) for each in messages), source, origin)
    _finish(CaptureRun(user=user, source=source, name=_shown(name)), tally)
    return tally


def take_upload(*, user: User, name: str, content: bytes) -> CaptureRun:
    """Keep an uploaded file until it has been read: at once when it is small, else by the worker."""
    run = CaptureRun.objects.create(user=user, source=CaptureRun.Source.UPLOAD, name=name[-255:], content=content)
    if len(content) <= AT_ONCE_IN_A_PAGE:
        carry_out_upload(run_id=run.pk)
        run.refresh_from_db()
    return run


def carry_out_upload(*, run_id: int) -> bool:
    """Read a waiting upload; False when it was read already, or another worker is at it.

    Whoever dies over it leaves it waiting, and it is begun again; what three workers died over is refused.
    """
    waiting = CaptureRun.objects.filter(pk=run_id, state=CaptureRun.State.WAITING)
    waiting.update(attempts=F("attempts") + 1)
    return _carry_out(run_id)


@transaction.atomic
def _carry_out(run_id: int) -> bool:
    rows = CaptureRun.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    run = rows.filter(pk=run_id, state=CaptureRun.State.WAITING, user__isnull=False).first()
    if run is None or run.user is None:
        return False
    content = bytes(run.content or b"")
    tally = Tally()
    messages: Iterator[Found] = read_file(opened(content), reader_for(run.user), name=run.name)
    if run.attempts > MOST_ATTEMPTS:
        messages = iter([refused(content, reasons.UNREADABLE, run.name)])
    _settle_all(run.user, ((tally, each) for each in messages), run.source)
    _finish(run, tally)
    return True


def waiting_uploads() -> list[int]:
    """Ids of uploads that nobody has read yet, the oldest first."""
    rows = CaptureRun.objects.filter(state=CaptureRun.State.WAITING, content__isnull=False)
    return list(rows.order_by("id").values_list("id", flat=True)[:50])


def _shown(name: str) -> str:
    """A file's name as text; those of a file system may be anything."""
    return plain(name[-255:], longest=255) or "file"


def _settle_all(user: User, messages: Iterator[tuple[Tally, Found]], source: str, origin: str = "") -> None:
    while piece := list(islice(messages, AT_ONCE)):
        settled = settle(user=user, found=[found for _, found in piece], source=source, origin=origin)
        for (tally, _), each in zip(piece, settled, strict=True):
            tally.count([each])


def _finish(run: CaptureRun, tally: Tally) -> None:
    for fate in reasons.FATES:
        setattr(run, fate, tally.of(fate))
    run.read, run.made = tally.read, tally.made
    run.state, run.done_at, run.content = CaptureRun.State.DONE, timezone.now(), None
    run.save()
