"""Bringing a file in."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.utils import timezone

from accounts.queries import the_firm
from accounts.text import TextError, clean_text
from relationships.foundation.csv_dialect import NotCsv
from relationships.imports.applying import Step
from relationships.imports.applying.run import Wish, apply_run
from relationships.imports.chosen import Choices
from relationships.imports.header import HeaderProblem
from relationships.imports.kinds import Circumstances
from relationships.imports.models import ImportRun
from relationships.imports.problems import ImportRefused
from relationships.imports.reading import Table, open_table
from relationships.imports.registry import DESCRIPTIONS
from relationships.imports.report import ImportReport
from relationships.imports.runs import forget, let_go, take_up
from relationships.imports.staging import stage

DEFAULT_SOURCE = "import"

logger = logging.getLogger(__name__)


def import_file(
    *,
    kind: str,
    path: str | os.PathLike[str],
    source: str = DEFAULT_SOURCE,
    dry_run: bool = False,
    strict: bool = False,
) -> ImportReport:
    """Bring a CSV file of `kind` in, and say what became of its rows (docs/import-format.md).

    Good rows go in and bad ones are listed; with `strict`, one bad row keeps all of them out. `dry_run` answers the
    same counts and writes nothing. Killed at any moment, nothing is half-written, and the same call again completes
    it. Raises `ImportRefused` when the file as a whole can't be read as this kind.
    """
    named = source_named(source)
    given = circumstances()
    table = _table(kind, Path(path), given)
    return bring_in(table, source=named, given=given, wish=Wish(dry_run, strict))


_NOTHING_CHOSEN = Choices()


def _nobody(run: ImportRun) -> None:
    pass


def bring_in(
    table: Table,
    *,
    source: str,
    given: Circumstances,
    wish: Wish,
    traced: bool = False,
    key: str = "",
    choices: Choices = _NOTHING_CHOSEN,
    told: Callable[[ImportRun], None] = _nobody,
) -> ImportReport:
    """Stage the table's rows and write them; say what became of them.

    `told` hears of the run before its rows are staged. With `traced`, what is written is kept for undoing
    (`ImportTrace`), and a dry run leaves the staged rows for the run that follows it. `key`: by what alone records are
    known (`known_by`); `choices`: what was answered about probable duplicates.
    """
    run = take_up(table, source=source, circumstances=f"{given.base_currency}:{given.zone}")
    try:
        told(run)
        stage(run, table)
        logger.info("Writing %s rows.", f"{run.read:,}")
        today = given.now.astimezone(given.zone).date()
        step = Step(run.pk, source, given.base_currency, today, frozenset(table.header.places), traced)
        step.key, step.choices = key, choices
        report = apply_run(run, step, wish, ignored_columns=table.header.ignored)
        if not report.applied and not traced:
            forget(run.pk)
    finally:
        # A connection that broke has let go by itself, and what broke it is what the caller must hear of.
        with suppress(DatabaseError):
            let_go(run.pk)
    return report


def source_named(given: str) -> str:
    """The source's name as it is kept. Raises `ImportRefused`."""
    try:
        source = clean_text(given, max_length=60)
    except TextError as error:
        raise ImportRefused(f"--source: {error}") from None
    if not source:
        raise ImportRefused("--source is blank. Name the system the file comes from, or leave it out.")
    return source


def circumstances() -> Circumstances:
    """What cells mean besides what they say, now and in this firm."""
    firm = the_firm()
    return Circumstances(firm.base_currency, ZoneInfo(firm.time_zone), timezone.now())


def _table(kind: str, path: Path, given: Circumstances) -> Table:
    if kind not in DESCRIPTIONS:
        raise ImportRefused(f"Unknown kind {kind!r}. Choose one of: {', '.join(DESCRIPTIONS)}.")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ImportRefused(f"{path} is no file. Name a CSV file.")
        return open_table(path, DESCRIPTIONS[kind](given))
    except (NotCsv, HeaderProblem) as problem:
        raise ImportRefused(f"{path.name}: {problem}") from None
    except (OSError, ValueError) as problem:
        raise ImportRefused(f"{path} can't be read: {getattr(problem, 'strerror', None) or problem}.") from None
