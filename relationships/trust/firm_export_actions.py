"""Asking for everything as a file, making it, and letting it go."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.visible_groups import hidden_from
from relationships.scoring.one_at_a_time import one_at_a_time
from relationships.trust import firm_export_store as store
from relationships.trust.audit_actions import Noted, note
from relationships.trust.firm_export import export_firm
from relationships.trust.models import FirmExport

KEPT_DAYS = 7
MOST_ATTEMPTS = 3
State = FirmExport.State
logger = logging.getLogger(__name__)


@transaction.atomic
def ask_firm_export(*, by: User) -> FirmExport:
    """Ask for the file, and note it in the audit record. Whoever waits for one already gets that."""
    try:
        with transaction.atomic():
            asked = FirmExport.objects.create(user=by)
    except IntegrityError:
        return FirmExport.objects.get(user=by, state=State.WAITING)
    note(Noted("export", by.pk, "ask_firm_export", asked.code, details={"format": "application/zip", "by": []}))
    return asked


@transaction.atomic
def drop_firm_export(*, export: FirmExport) -> None:
    """Remove the file now."""
    FirmExport.objects.filter(pk=export.pk).exclude(state=State.FAILED).update(state=State.DROPPED)
    transaction.on_commit(lambda: store.drop(export.code))


def make_waiting() -> None:
    """Make what was asked for, unless somebody is at it; then drop what is over. Safe to run twice."""
    for export in FirmExport.objects.filter(state=State.WAITING).select_related("user").order_by("pk"):
        with one_at_a_time(f"firm export {export.code}") as alone:
            if alone and FirmExport.objects.filter(pk=export.pk, state=State.WAITING).exists():
                _make(export)
    drop_old()


def still_fits(export: FirmExport) -> bool:
    """Whether the same is hidden from its asker as when it was made: else the file may tell what they may not know of."""
    return export.left_out == digest_of_left_out(export.user)


def drop_old() -> None:
    """Drop files after seven days, and what lies there without anybody having asked for it."""
    over = FirmExport.objects.filter(state=State.DONE, done_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    for export in over:
        drop_firm_export(export=export)
    wanted = set(FirmExport.objects.filter(state__in=[State.WAITING, State.DONE]).values_list("code", flat=True))
    for code in store.codes():
        if code not in wanted:
            store.drop(code)


def drop_all_files() -> None:
    """Somebody was erased: no file may still tell of them. What is being made begins anew."""
    FirmExport.objects.filter(state=State.DONE).update(state=State.DROPPED)
    for code in store.codes():
        store.drop(code)


def _make(export: FirmExport) -> None:
    FirmExport.objects.filter(pk=export.pk).update(attempts=F("attempts") + 1)
    if export.attempts >= MOST_ATTEMPTS:
        _fail(export, "This was begun three times and never came to an end. Ask whoever runs the server for its log.")
    elif not can(export.user, Capability.MANAGE_FIRM):
        _fail(export, "You may no longer take the whole firm's data.")
    else:
        try:
            _write(export)
        except (OSError, DatabaseError):
            logger.exception("Export %s will be tried again.", export.code)


def _write(export: FirmExport) -> None:
    path, left_out = store.make_room(export.code), digest_of_left_out(export.user)
    with store.archive_at(path) as archive:
        manifest = export_firm(
            archive,
            user=export.user,
            made_at=timezone.now(),
            told=lambda done, of, rows: store.note_progress(export.code, done, of, rows),
        )
    rows = sum(each["rows"] for each in [*manifest["import"], *manifest["tables"]])
    FirmExport.objects.filter(pk=export.pk, state=State.WAITING).update(
        state=State.DONE, left_out=left_out, rows=rows, size=path.stat().st_size, done_at=timezone.now()
    )


def digest_of_left_out(user: User) -> str:
    """Of the clients hidden from `user` now, which tells nothing of them."""
    return hashlib.sha256(",".join(map(str, hidden_from(user))).encode()).hexdigest()


def _fail(export: FirmExport, why: str) -> None:
    FirmExport.objects.filter(pk=export.pk).update(state=State.FAILED, problem=why)
    store.drop(export.code)
