"""A whole-firm export, brought into an empty firm: every table, all or nothing (docs/export-format.md).

It is one transaction: killed anywhere, it has written everything or nothing, and the same call again begins anew.
Whoever may run it owns the server; what the files say is taken as it is, like a backup.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.apps import apps
from django.core.cache import cache
from django.db import DataError, IntegrityError, connection, models, transaction

from relationships.clients.actions import rebuild_group_spans
from relationships.clients.one_writer import is_my_turn
from relationships.scoring import marks
from relationships.trust import firm_import_scope as scope
from relationships.trust.firm_import_files import FirmImportRefused, Parcel, check_whole, manifest_of, tables_of
from relationships.trust.firm_import_sql import Brought, brought
from relationships.trust.register import register

_SETTINGS = """
SELECT set_config('statement_timeout', '0', true), set_config('work_mem', '64MB', true),
    set_config('maintenance_work_mem', '256MB', true), set_config('TimeZone', 'UTC', true),
    set_config('DateStyle', 'ISO', true)
"""
logger = logging.getLogger(__name__)


@dataclass
class Came:
    """What became of one file: `rows` = `added` + `met` + `left_out`."""

    model: str
    file: str
    rows: int
    added: int = 0
    met: int = 0
    """Were here already, and are now what the file says."""
    left_out: int = 0
    """What they belong to is not in the archive."""
    blanked: int = 0
    """Keys that lead to nothing in the archive, and are empty now."""


@dataclass
class FirmReport:
    """What came back."""

    tables: list[Came]
    not_brought: dict[str, str] = field(default_factory=dict)
    """Tables of the archive that stay out, by model, with why."""


def import_firm(parcel: Parcel) -> FirmReport:
    """Bring everything of `parcel` into this firm, which must be empty. Raises `FirmImportRefused`."""
    files = tables_of(manifest_of(parcel))
    tables = brought(files)
    if not tables:
        raise FirmImportRefused("The archive holds no table that could be brought in.")
    check_whole(parcel, files)
    with pghistory.context(job="import_firm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        if not is_my_turn():
            raise FirmImportRefused(
                "Somebody is bringing in or merging records right now. Try again when that is done."
            )
        _refuse_unless_empty(cursor)
        came = _bring(cursor, parcel, tables)
        rebuild_group_spans()
        marks.mark_all()
    cache.clear()
    return FirmReport(came, {each.model: why for each in files if (why := scope.NOT_BROUGHT.get(each.model))})


def _refuse_unless_empty(cursor: Any) -> None:
    made_first = {*scope.MET_BY, *scope.REPLACED}
    wanted = [
        line.table for line in register().values() if scope.comes_back(line.model) and line.model not in made_first
    ]
    tables = [model._meta.db_table for model in wanted]
    cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {table})" for table in tables))  # noqa: S608 - names of models
    held = [model for model, holds in zip(wanted, cursor.fetchone(), strict=True) if holds]
    if held:
        counts = ", ".join(f"{_counted(model)}" for model in held[:3])
        more = f" and {len(held) - 3} more kinds of records" if len(held) > 3 else ""
        raise FirmImportRefused(
            f"This firm isn't empty: it holds {counts}{more}. Bring an export into a new installation."
        )


def _counted(model: type[models.Model]) -> str:
    rows = model._base_manager.count()
    return f"{rows:,} {model._meta.verbose_name if rows == 1 else model._meta.verbose_name_plural}"


def _bring(cursor: Any, parcel: Parcel, tables: list[Brought]) -> list[Came]:
    came = {each.file.model: Came(each.file.model, each.file.file, each.file.rows) for each in tables}
    for label in scope.REPLACED:
        cursor.execute(f"DELETE FROM {apps.get_model(label)._meta.db_table}")  # noqa: S608 - names of models
    filled = [each for each in tables if each.file.rows]
    for each in filled:
        _stage(cursor, parcel, each)
    _take_out_adrift(cursor, filled, came)
    for each in filled:
        _write(cursor, each, came[each.file.model])
    # What the files say of each other is checked now, so that whatever doesn't fit is told in words.
    _told_in_words("The archive", cursor.execute, "SET CONSTRAINTS ALL IMMEDIATE")
    return list(came.values())


def _stage(cursor: Any, parcel: Parcel, each: Brought) -> None:
    cursor.execute(each.make_copy())
    with parcel.open(each.file.file) as file:
        _told_in_words(each.file.file, cursor.copy_expert, each.fill_copy(), file, 1 << 16)
    if cursor.rowcount != each.file.rows:
        raise FirmImportRefused(
            f"{each.file.file} has {cursor.rowcount:,} rows, not {each.file.rows:,} as the manifest says."
        )
    _told_in_words(each.file.file, cursor.execute, each.after_copy())


def _take_out_adrift(cursor: Any, tables: list[Brought], came: dict[str, Came]) -> None:
    """Take out what belongs to nothing in the archive, and what belongs to that in turn."""
    left = True
    while left:
        left = False
        for each in tables:
            cursor.execute(each.unled())
            adrift, came[each.file.model].blanked = cursor.fetchone()
            if adrift:
                cursor.execute(each.drop_adrift())
                came[each.file.model].left_out += cursor.rowcount
                left = True


def _write(cursor: Any, each: Brought, came: Came) -> None:
    if statement := each.update():
        _told_in_words(each.file.file, cursor.execute, statement)
        came.met = cursor.rowcount
    statement, params = each.insert()
    _told_in_words(each.file.file, cursor.execute, statement, params)
    came.added = cursor.rowcount
    logger.info("%s: %s rows.", each.file.file, f"{came.added + came.met:,}")


def _told_in_words(what: str, act: Any, *arguments: Any) -> None:
    try:
        # Django wraps no errors of COPY by itself.
        with connection.wrap_database_errors:
            act(*arguments)
    except (DataError, IntegrityError) as problem:
        said = getattr(problem.__cause__, "diag", None)
        words = [getattr(said, name, None) for name in ("message_primary", "message_detail", "context")]
        told = ". ".join(word.partition("\n")[0] for word in words if word) or str(problem)
        raise FirmImportRefused(f"{what} can't be brought in: {told}.") from problem
