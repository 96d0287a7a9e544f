"""Reading one file for one colleague, and keeping count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.capture import reasons
from relationships.capture.file_reading import read_file
from relationships.capture.found import Found
from relationships.capture.mailboxes import opened
from relationships.capture.models import CaptureRun
from relationships.capture.own_queries import reader_for
from relationships.capture.settle_actions import Tally, settle

AT_ONCE = 5_000
AT_ONCE_IN_A_PAGE = 300_000
"""Bytes that a page reads itself; more waits for the worker."""
MOST_ATTEMPTS = 3


def capture_file(*, user: User, file: IO[bytes], name: str, source: str) -> Tally:
    """Capture every message of `file`. The same file again changes nothing."""
    messages = read_file(file, reader_for(user), name=name)
    return capture_messages(user=user, messages=messages, name=name, source=source)


def capture_messages(*, user: User, messages: Iterator[Found], name: str, source: str) -> Tally:
    """Capture what was read, in pieces; each piece is whole or not at all."""
    run = CaptureRun.objects.create(user=user, source=source, name=name[-255:])
    return _carry_out(run, user, messages)


def take_upload(*, user: User, name: str, content: bytes) -> CaptureRun:
    """Keep an uploaded file until it has been read: at once when it is small, else by the worker."""
    run = CaptureRun.objects.create(user=user, source=CaptureRun.Source.UPLOAD, name=name[-255:], content=content)
    if len(content) <= AT_ONCE_IN_A_PAGE:
        carry_out_upload(run_id=run.pk)
        run.refresh_from_db()
    return run


@transaction.atomic
def carry_out_upload(*, run_id: int) -> bool:
    """Read a waiting upload; False when it was read already, or another worker is at it.

    Whoever dies over it leaves it waiting, and it is begun again; what was written before stays, and changes nothing.
    """
    rows = CaptureRun.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    run = rows.filter(pk=run_id, state=CaptureRun.State.WAITING, user__isnull=False).first()
    if run is None or run.user is None:
        return False
    content = bytes(run.content or b"")
    _carry_out(run, run.user, read_file(opened(content), reader_for(run.user), name=run.name))
    return True


def waiting_uploads() -> list[int]:
    """Ids of uploads that nobody has read yet, the oldest first."""
    rows = CaptureRun.objects.filter(state=CaptureRun.State.WAITING, content__isnull=False)
    return list(rows.order_by("id").values_list("id", flat=True)[:50])


def _carry_out(run: CaptureRun, user: User, messages: Iterator[Found]) -> Tally:
    tally = Tally()
    while piece := list(islice(messages, AT_ONCE)):
        tally.add(settle(user=user, found=piece, source=run.source))
    for fate in reasons.FATES:
        setattr(run, fate, tally.of(fate))
    run.read, run.made = tally.read, tally.made
    run.state, run.done_at, run.content = CaptureRun.State.DONE, timezone.now(), None
    run.save()
    return tally
