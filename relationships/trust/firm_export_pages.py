"""What the pages of a whole-firm export show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from relationships.trust.firm_export_actions import KEPT_DAYS
from relationships.trust.firm_export_store import progress_of
from relationships.trust.models import FirmExport

LISTED = 50
State = FirmExport.State


@dataclass(frozen=True)
class ExportPage:
    """One export, as the list and its own page tell it."""

    export: FirmExport
    words: str
    done: int
    of: int
    until: datetime | None

    @property
    def at_work(self) -> bool:
        return self.export.state == State.WAITING

    @property
    def ready(self) -> bool:
        return self.export.state == State.DONE


def page_of(export: FirmExport) -> ExportPage:
    """Its state in words."""
    done, of, rows = (export.state == State.WAITING and progress_of(export.code)) or (0, 0, 0)
    words = {
        State.WAITING: f"{rows:,} rows so far" if of else "Waits for a worker",
        State.DONE: f"{export.rows:,} rows",
        State.FAILED: export.problem,
        State.DROPPED: "The file is gone. Ask for a new one.",
    }[State(export.state)]
    until = export.done_at + timedelta(days=KEPT_DAYS) if export.done_at and export.state == State.DONE else None
    return ExportPage(export, words, done, of, until)


def pages_of(user: User) -> list[ExportPage]:
    """The newest fifty of theirs."""
    return [page_of(each) for each in FirmExport.objects.filter(user=user).order_by("-pk")[:LISTED]]
