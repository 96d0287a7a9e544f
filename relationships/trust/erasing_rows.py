"""Which rows tell of somebody, and taking them out: by the lines of the register, live rows first, history after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import BaseExpression
from psycopg2 import sql

from relationships.trust.kept import Act, Audit, Blank, Kept
from relationships.trust.register import register


@dataclass(frozen=True)
class Touched:
    """The rows of one model that tell of somebody, and what becomes of them."""

    line: Kept
    act: Act | Blank
    pks: list[int]


def rows_about(kind: str, ids: Sequence[int]) -> list[Touched]:
    """Rows about the people (`kind` "person") or colleagues with these ids: what hangs on others comes first."""
    found = []
    for line in register().values():
        way, act = (line.person, line.erase) if kind == "person" else (line.colleague, line.leave)
        if way:
            found.append(Touched(line, act, pks_along(line, way, ids)))
    return sorted(found, key=lambda each: -_depth(each.line, kind))


def pks_along(line: Kept, way: str, ids: Sequence[int]) -> list[int]:
    """Keys of the rows from which `way` leads to one of `ids`; those that are archived too."""
    rows = line.table._base_manager
    if "." in way:
        link = apps.get_model(way)
        to, of = (next(f for f in link._meta.fields if f.related_model is m) for m in (line.table, _end(line, way)))
        linked = link._base_manager.filter(**{f"{of.name}__in": ids}).values_list(to.attname, flat=True)
        return sorted(set(linked))
    return list(rows.filter(**{f"{way}__in": ids}).order_by("pk").values_list("pk", flat=True))


def erase_rows(touched: Sequence[Touched]) -> None:
    """Delete and blank the live rows."""
    for each in touched:
        if not each.pks:
            continue
        rows = each.line.table._base_manager.filter(pk__in=each.pks)
        if each.act is Act.DELETE:
            rows.delete()
        elif not isinstance(each.act, Act):
            rows.update(**each.act)


def erase_events(erasure: int, touched: Sequence[Touched]) -> int:
    """Delete and blank their history, by the owner's function; how many events that were."""
    done = 0
    for each in touched:
        keeps = each.line.audit is not Audit.HISTORY or each.act in (Act.KEEP, Act.TEXTS)
        if each.pks and not keeps:
            blanks = None if each.act is Act.DELETE else json.dumps(_columns(each.line.table, each.act))
            with connection.cursor() as cursor:
                table = each.line.table._meta.db_table
                cursor.execute("SELECT trust_rewrite_events(%s, %s, %s, %s)", [erasure, table, each.pks, blanks])
                done += int(cursor.fetchone()[0])
    return done


def empty_texts(erasure: int, table: str, column: str, pks: Sequence[int]) -> None:
    """Empty one column of these rows, now and ever."""
    with connection.cursor() as cursor:
        update = sql.SQL("UPDATE {} SET {} = '' WHERE id = ANY (%s)")
        cursor.execute(update.format(sql.Identifier(table), sql.Identifier(column)), [list(pks)])
        blanks = json.dumps({column: ""})
        cursor.execute("SELECT trust_rewrite_events(%s, %s, %s, %s)", [erasure, table, list(pks), blanks])


def sweep(erasure: int, pattern: str, table: str | None = None, pks: Sequence[int] | None = None) -> dict[str, int]:
    """Take what `pattern` finds out of every text, or out of those of some rows of a table and their history."""
    if not pattern:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM trust_sweep(%s, %s, %s, %s)", [erasure, pattern, table, list(pks) if pks else None]
        )
        return dict(cursor.fetchall())


def hits(pattern: str) -> dict[str, int]:
    """Tables in which `pattern` is still found, and in how many rows: history, audit and sessions too."""
    if not pattern:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trust_hits(%s)", [pattern])
        return dict(cursor.fetchall())


def _columns(model: type[models.Model], blank: Any) -> dict[str, Any]:
    """Columns and plain values; what is worked out at the moment of writing is nobody's data."""
    fields = {name: model._meta.get_field(name) for name in blank}
    return {
        str(getattr(field, "column", name)): blank[name]
        for name, field in fields.items()
        if not isinstance(blank[name], BaseExpression)
    }


def _depth(line: Kept, kind: str) -> int:
    return (line.person if kind == "person" else line.colleague).count("__")


def _end(line: Kept, way: str) -> Any:
    return apps.get_model("contacts.Person" if way == line.person else "accounts.User")
