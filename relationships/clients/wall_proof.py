"""The proof of a wall: what was decided, who went in and out, what each was told and confirmed, who attested it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relationships.clients.models import Wall
from relationships.clients.wall_models import WallNotice
from relationships.clients.wall_queries import attestations_of, broken_glass_of, wall_history

COLUMNS = ("At", "What", "Who", "Details")
_SAID = {"inside": "Confirmed as insider", "outside": "Confirmed as outsider", "glass": "Confirmed the alarm"}
_ASKED = {"inside": "Told as insider", "outside": "Told as outsider", "glass": "Alarmed"}


@dataclass(frozen=True)
class Proof:
    """One thing that was done. `who`: the colleague it concerns, or who did it."""

    at: datetime
    what: str
    who: str
    details: str


def proof_rows(wall: Wall) -> list[Proof]:
    """Everything that was done about `wall`, oldest first."""
    return sorted([*_changes(wall), *_told(wall), *_attested(wall), *_broken(wall)], key=lambda row: row.at)


def _changes(wall: Wall) -> Iterator[Proof]:
    before = ""
    while True:
        page = wall_history(wall, before=before)
        for change in page:
            said = "; ".join(f"{each.label}: {each.after or '(empty)'}" for each in change.fields)
            yield Proof(change.at, change.act[:1].upper() + change.act[1:], change.who, said)
        if not page.older:
            return
        before = page.older


def _told(wall: Wall) -> Iterator[Proof]:
    told = WallNotice.objects.filter(wall=wall).exclude(side="attest").select_related("colleague").order_by("pk")
    for each in told:
        yield Proof(each.told_at, _ASKED[each.side], each.colleague.name, each.text)
        if each.confirmed_at is not None:
            yield Proof(each.confirmed_at, _SAID[each.side], each.colleague.name, each.text)
        elif each.archived_at is not None:
            yield Proof(each.archived_at, "Not asked any more, unconfirmed", each.colleague.name, "")


def _attested(wall: Wall) -> Iterator[Proof]:
    for each in attestations_of(wall):
        said = f"{each.insiders} inside. {each.note}".strip()
        yield Proof(each.attested_at, "Attested", each.attested_by.name, said)


def _broken(wall: Wall) -> Iterator[Proof]:
    for each in broken_glass_of(wall):
        yield Proof(each.starts_at, "Broke the glass", each.colleague.name, each.reason)
        yield Proof(each.ends_at, "Outside again", each.colleague.name, "")
