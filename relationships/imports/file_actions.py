"""What people do with a file that they bring in: hand it over, match its columns, correct it, run it, undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.foundation.csv_dialect import NotCsv
from relationships.imports import file_store
from relationships.imports.actions import circumstances, source_named
from relationships.imports.arranging import FileReading
from relationships.imports.chosen import AS_NEW, LEAVE_OUT, THE_LIKEST
from relationships.imports.file_preview import (
    first_lines,
    guessed_kind,
    guessed_reading,
    head_of,
    kind_of,
    opened,
)
from relationships.imports.files.opening import open_file
from relationships.imports.known_by import known_by
from relationships.imports.matching import SEVERAL, is_complete, label, recognise, targets
from relationships.imports.models import FileImport, RememberedReading
from relationships.imports.problems import ImportRefused
from relationships.imports.registry import DESCRIPTIONS

LARGEST = 250 * 1024 * 1024
READ_AT_ONCE = 3 * 1024 * 1024
"""Bytes that a page reads itself; a larger file waits for the worker."""
UNDO_DAYS = 30
MOST_CORRECTIONS = 2_000
State = FileImport.State


class NotNow(Exception):
    """The import has gone on since the page was drawn; `str(error)` says to what."""


def take_file(*, user: User, kind: str, source: str, name: str, size: int, pieces: Iterable[bytes]) -> FileImport:
    """Keep a file until it is in. `kind` may be blank: then the header says it. Raises `ImportRefused`."""
    if kind and kind not in DESCRIPTIONS:
        raise ImportRefused(f"Unknown kind {kind!r}. Choose one of: {', '.join(DESCRIPTIONS)}.")
    if not size:
        raise ImportRefused("This file is empty. Choose another.")
    if size > LARGEST:
        raise ImportRefused("At most 250 MB a file. Cut it into several; each may be brought in by itself.")
    item = FileImport(
        user=user, kind=kind, source=source_named(source), file_name=name[-255:], size=size, state=State.READING
    )
    file_store.keep(item, pieces)
    try:
        if size <= READ_AT_ONCE:
            read_file(item)
        item.save()
    except NotCsv as problem:
        file_store.drop_everything(item)
        raise ImportRefused(f"{name}: {problem}") from None
    except BaseException:
        file_store.drop_everything(item)
        raise
    return item


def read_file(item: FileImport) -> None:
    """Find out what the file is, and how it is probably read. Raises `NotCsv`."""
    given = circumstances()
    item.opened = open_file(file_store.path_of(item)).as_json()
    if not item.kind:
        item.kind = guessed_kind(first_lines(item), given)
    item.reading = guessed_reading(item, given)[0].as_json()
    item.state = State.MATCHING


def read_otherwise(item: FileImport, *, kind: str, header: int, encoding: str, delimiter: str) -> None:
    """Another kind, line of the header, encoding or delimiter: the columns are guessed anew."""
    given = circumstances()
    item.kind = kind if kind in DESCRIPTIONS else item.kind
    item.opened = opened(item).read_otherwise(encoding=encoding, delimiter=delimiter).as_json()
    guessed, _ = guessed_reading(item, given)
    if header != guessed.header:
        found = recognise(head_of(item, header)[1], kind_of(item, given))
        guessed = replace(guessed, header=header, places=found.places)
    item.reading, item.corrections, item.choices = guessed.as_json(), {}, {}
    file_store.drop_questions(item)
    _save(item, State.MATCHING, "kind", "opened", "reading", "corrections", "choices")


def matched(item: FileImport, by_place: Mapping[int, str], key: str) -> dict[str, list[int]]:
    """Where each column goes (place → target), for records known by `key`. Raises `ImportRefused` when something is
    missing or named twice."""
    kind = known_by(kind_of(item, circumstances()), key)
    places: dict[str, list[int]] = {}
    for place, target in sorted(by_place.items()):
        if target in targets(kind):
            places.setdefault(target, []).append(place)
    for target, found in places.items():
        if len(found) > 1 and target not in SEVERAL:
            raise ImportRefused(f"{len(found)} columns go to {label(target)}. Keep one, and leave the others out.")
    if missing := is_complete(places, kind):
        listed = " and ".join(label(column) for column in missing)
        raise ImportRefused(f"No column goes to {listed}. Choose one: every row needs it.")
    return places


@transaction.atomic
def match_columns(item: FileImport, reading: FileReading, *, remember_as: str = "") -> None:
    """Take the matching, and have the file checked. Raises `NotNow`."""
    if remember_as:
        names = [name.strip() for name in head_of(item, reading.header)[1]]
        told = {target: [names[place] for place in places] for target, places in reading.places.items()}
        RememberedReading.objects.update_or_create(
            kind=item.kind,
            name=remember_as,
            defaults={
                "reading": {"places": told, "days": reading.days, "decimal": reading.decimal, "key": reading.key}
            },
        )
    item.reading, item.choices = reading.as_json(), {}
    item.checked = None
    file_store.drop_questions(item)
    _save(item, State.CHECKING, "reading", "checked", "choices")


def correct(item: FileImport, corrections: Mapping[int, Mapping[int, str] | None]) -> None:
    """New cells for rows (by place), or None to leave a row out; the file is checked again. Raises `NotNow`."""
    merged = dict(item.corrections)
    for line, cells in corrections.items():
        known = merged.get(str(line)) or {}
        merged[str(line)] = None if cells is None else {**known, **{str(place): cell for place, cell in cells.items()}}
    if len(merged) > MOST_CORRECTIONS:
        raise ImportRefused(
            f"At most {MOST_CORRECTIONS:,} rows can be corrected here. Download the rest, and correct the file."
        )
    item.corrections = merged
    # A row that says something else now is asked about anew.
    item.choices = {key: said for key, said in item.choices.items() if not corrections.keys() & set(said[0])}
    _save(item, State.CHECKING, "corrections", "choices", only={State.CHECKED})


def choose(item: FileImport, answers: Mapping[str, str], *, for_all: str = "") -> None:
    """Answer questions about probable duplicates: `new`, `skip`, or the id of one that was offered; the file is checked
    again. `for_all` (`new`, `skip`, `likest`) answers every question to which `answers` says nothing new. Raises `NotNow`.
    """
    chosen = dict(item.choices)
    for asked in file_store.questions_of(item):
        standing = chosen[asked.key][2] if asked.key in chosen else AS_NEW
        answer = answers.get(asked.key, "")
        if for_all and answer in ("", standing):
            answer = asked.likest if for_all == THE_LIKEST else for_all
        if answer in (AS_NEW, LEAVE_OUT) or answer in asked.offered:
            chosen[asked.key] = [asked.lines, asked.client, answer]
    item.choices = chosen
    _save(item, State.CHECKING, "choices", only={State.CHECKED})


def begin_run(item: FileImport, *, anyway: bool = False) -> None:
    """Have the file brought in. Raises `NotNow`, or `ImportRefused` when most of it can't be."""
    checked = item.checked or {}
    if item.state == State.CHECKED and not anyway and 2 * checked["rejected"] > checked["read"]:
        raise ImportRefused("More than half of the rows can't be brought in. Match the columns again, or say “anyway”.")
    _save(item, State.RUNNING, only={State.CHECKED})


def may_undo(item: FileImport) -> bool:
    """Whether it can still be undone."""
    if item.state != State.DONE or item.done_at is None or item.run_id is None:
        return False
    return timezone.now() < item.done_at + timedelta(days=UNDO_DAYS)


def begin_undo(item: FileImport) -> None:
    """Have the import undone. Raises `NotNow`."""
    if not may_undo(item):
        raise NotNow("This import can't be undone any more.")
    _save(item, State.UNDOING, only={State.DONE})


def discard(item: FileImport) -> None:
    """Forget a file that was not brought in."""
    there = FileImport.objects.filter(
        pk=item.pk, state__in=[State.MATCHING, State.CHECKED, State.CHECKING, State.READING]
    )
    if not there.delete()[0]:
        raise NotNow("This file has been brought in. Undo it instead.")
    file_store.drop_everything(item)


def _save(item: FileImport, state: str, *changed: str, only: Iterable[str] = (State.MATCHING, State.CHECKED)) -> None:
    """Write the fields and go on to `state`, if the import still stands where it stood."""
    values = {name: getattr(item, name) for name in changed}
    here = FileImport.objects.filter(pk=item.pk, state__in=list(only))
    if not here.update(**values, state=state, problem="", attempts=0):
        item.refresh_from_db()
        raise NotNow(f"This import has gone on since: it is {item.get_state_display().lower()}.")
    item.state = state
