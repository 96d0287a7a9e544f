"""Keeping remembered answers as good as the ledger (ADR 0012).

An answer is kept as sums per shard of groups. A changed client dirties the shards of the groups it ever counted with;
those alone are summed anew, straight from the ledger, and take the place of what was there. Doing it twice changes
nothing, and whatever order changes come in, the answer is the one that a reading of the whole ledger gives.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from relationships.clients.joint_queries import with_their_members
from relationships.clients.visible_groups import groups_without
from relationships.foundation.firm_day import firm_day
from relationships.scoring import repeat_drill_sql, repeat_sql
from relationships.scoring.models import RepeatAnswer
from relationships.scoring.repeat_document_refresh import make_stale, refresh_documents
from relationships.scoring.repeat_facts_sql import SHARDS
from relationships.scoring.repeat_memory import Row, written
from relationships.scoring.repeat_queries import WHOLE_LEDGER, asked, first_booking_without, rows_of
from relationships.scoring.repeat_question import Question, question_of

log = logging.getLogger(__name__)
# Above this a reading of the whole ledger is cheaper than one of the parts.
MOST_SHARDS = SHARDS // 4
KEPT_DAYS, CARRIED_DAYS, MOST_ANSWERS = 7, 3, 300

_TAKE = "DELETE FROM scoring_repeatmark RETURNING client_id, parent_id"
_KEPT = (
    "SELECT id, question, asked_on, hidden FROM scoring_repeatanswer WHERE figures IS NOT NULL ORDER BY asked_at DESC"
)
_DUE = """
SELECT id, question, asked_on, hidden FROM scoring_repeatanswer WHERE figures IS NULL OR computed_at < %s
ORDER BY figures IS NULL DESC, asked_at DESC LIMIT 1
"""
_WRITE = """
UPDATE scoring_repeatanswer SET figures = %s, ledger_starts_on = %s, computed_at = clock_timestamp() WHERE id = %s
"""
A_RATE = (-1, None)
"""The mark of an exchange rate that changed: no client is behind it."""
_FORGET_CONSTANT = """
UPDATE scoring_repeatanswer SET figures = NULL WHERE question::jsonb #>> '{policy,currency}' = 'constant'
"""
_FORGET = "UPDATE scoring_repeatanswer SET figures = NULL WHERE hidden = %s::bigint[]"
_OF_EARLIER_DAYS = f"""
SELECT id, question, asked_on FROM scoring_repeatanswer
WHERE asked_on < %s AND asked_at > now() - interval '{CARRIED_DAYS} days'
"""  # noqa: S608  # a number of ours
_CARRY = """
INSERT INTO scoring_repeatanswer (key, question, hidden, asked_on, asked_at)
SELECT %(key)s, %(text)s, hidden, %(today)s, asked_at FROM scoring_repeatanswer WHERE id = %(id)s
ON CONFLICT (key) DO NOTHING
"""
_DIRTY = f"""
SELECT DISTINCT group_id %% {SHARDS} FROM (
    SELECT unnest(%(clients)s::bigint[]) AS group_id
    UNION ALL SELECT root_id FROM span WHERE client_id = ANY(%(clients)s::bigint[])
    UNION ALL SELECT root_id FROM same WHERE client_id = ANY(%(clients)s::bigint[])
) AS counted ORDER BY 1
"""  # noqa: S608  # a number of ours
_MEMBERS = f"""
SELECT id FROM scope WHERE id %% {SHARDS} = ANY(%(shards)s::int[])
UNION SELECT client_id FROM span WHERE root_id %% {SHARDS} = ANY(%(shards)s::int[])
UNION SELECT client_id FROM same WHERE root_id %% {SHARDS} = ANY(%(shards)s::int[])
"""  # noqa: S608  # a number of ours
_PARTS = """
INSERT INTO scoring_repeatpart (answer_id, number, shard, segment_row, segment_id, sums, largest, earlier)
"""
_PART = "SELECT %(answer)s, number, shard, segment_row, segment_id, sums, largest, earlier FROM part"
# The sums of the whole go to each answer of a family, those of a segment to the one that asked for it.
_PART_OF_SEVERAL = """
SELECT own.answer_id, number, shard, segment_row, segment_id, sums, largest, earlier
FROM part JOIN unnest(%(answers)s::bigint[]) WITH ORDINALITY AS own (answer_id, kind) ON part.kind IN (0, own.kind)
"""
_WAITING_TOO = """
SELECT id, question, asked_on, hidden FROM scoring_repeatanswer
WHERE hidden = %s::bigint[] AND (figures IS NULL OR computed_at < %s) ORDER BY id
"""
_TOGETHER = """
WITH part AS (SELECT * FROM scoring_repeatpart WHERE answer_id = %(answer)s)
"""
_STANDINGS = """
INSERT INTO scoring_repeatstanding (answer_id, shard, group_id, place, bar, existing, previous, current, repeat)
"""


@dataclass(frozen=True)
class _Kept:
    """A row of `scoring_repeatanswer`."""

    id: int
    question: Question


@dataclass(frozen=True)
class _Dirty:
    """What is to be summed anew: some shards with every client that ever counted in them."""

    shards: Sequence[int]
    members: Sequence[int]


def refresh(*, seconds: float) -> bool:
    """Bring answers up to date for about `seconds`, changes before wishes; answer whether any is left to do."""
    until = time.monotonic() + seconds
    day = firm_day()
    _prune()
    _carry_to(day.on)
    while True:
        fold()
        begun = day.end - timedelta(days=1)
        due = _first(_DUE, [begun])
        if due is None:
            return refresh_documents(day, until=until)
        if time.monotonic() > until:
            return True
        family = _family(due, begun)
        if len(family) > 1:
            build_family(family)
        else:
            build(due)


def fold() -> bool:
    """Take what changes have marked and bring every answer up to date that could see it; answer whether there was any.

    One transaction: a mark goes when all answers hold what it stands for, and stays when this process dies.
    """
    with transaction.atomic():
        marks = set(_rows(_TAKE))
        if A_RATE in marks:
            _run(_FORGET_CONSTANT, None)
        if marks:
            make_stale(marks)
            kept = [_kept(row) for row in _rows(_KEPT)]
            for hidden in {each.question.hidden for each in kept}:
                _fold_into([each for each in kept if each.question.hidden == hidden], hidden, marks)
    return bool(marks)


def _fold_into(kept: Sequence[_Kept], hidden: tuple[int, ...], marks: set[tuple[int, int | None]]) -> None:
    """Fold into the answers of one world. What happened behind its walls leaves them as they are."""
    walled = set(hidden)
    known = marks - {A_RATE}
    seen = [(client, parent) for client, parent in known if client not in walled and parent not in walled]
    if not seen:
        return
    changed = with_their_members({client for client, _ in seen})
    dirty = None if any(parent and parent > 0 for _, parent in seen) else _dirty(hidden, changed)
    if dirty is None:
        # Groups have changed, or most of the ledger: read straight from it until each answer is built anew.
        _run(_FORGET, [list(hidden)])
        return
    first = first_booking_without(hidden)
    for each in kept:
        _sum_anew(each, first, dirty)


def _dirty(hidden: tuple[int, ...], clients: Iterable[int]) -> _Dirty | None:
    """The shards that changes to these clients reach; None when they are too many to go through one by one."""
    groups, scope = groups_without(hidden)
    values: dict[str, Any] = {**scope, "clients": sorted(clients)}
    shards = [row[0] for row in _rows(f"WITH RECURSIVE {groups} {_DIRTY}", values)]
    if len(shards) > MOST_SHARDS:
        return None
    members = _rows(f"WITH RECURSIVE {groups} {_MEMBERS}", {**scope, "shards": shards})
    return _Dirty(shards, [row[0] for row in members])


def build(kept: _Kept) -> None:
    """Sum an answer anew from the whole ledger."""
    with transaction.atomic():
        _run(WHOLE_LEDGER, None)
        _sum_anew(kept, first_booking_without(kept.question.hidden), None)


def build_family(family: Sequence[_Kept]) -> None:
    """Sum answers that differ only in their breakdown, from one pass over the ledger."""
    question = family[0].question
    ids, by = [each.id for each in family], tuple(each.question.by for each in family if each.question.by)
    with transaction.atomic():
        _run(WHOLE_LEDGER, None)
        first = first_booking_without(question.hidden)
        _run("DELETE FROM scoring_repeatpart WHERE answer_id = ANY(%s)", [ids])
        final = repeat_sql.parts(question.policy, by) + _PART_OF_SEVERAL
        statement, given = asked(final, question, by=by, answers=ids, modulus=SHARDS)
        _run(_PARTS + statement, given)
        for pk in ids:
            _run(_WRITE, [written(_found(_TOGETHER + repeat_sql.FIGURES, {"answer": pk})), first, pk])


def _family(due: _Kept, begun: datetime) -> list[_Kept]:
    """The answer that is due with all others that are, and differ from it in their breakdown alone."""
    question = due.question
    if question.bar or question.by is None:
        return [due]
    rows = [_kept(row) for row in _rows(_WAITING_TOO, [list(question.hidden), begun])]
    return [each for each in rows if each.question.by and replace(each.question, by=question.by) == question]


def _sum_anew(kept: _Kept, first: date | None, dirty: _Dirty | None) -> None:
    question = kept.question
    values: dict[str, Any] = {"answer": kept.id, "shards": dirty.shards if dirty else None, "modulus": SHARDS}
    table = "scoring_repeatstanding" if question.bar else "scoring_repeatpart"
    _run(
        f"DELETE FROM {table} WHERE answer_id = %(answer)s"  # noqa: S608  # one of two tables
        " AND (%(shards)s::int[] IS NULL OR shard = ANY(%(shards)s::int[]))",
        values,
    )
    final = repeat_drill_sql.LISTED + repeat_drill_sql.KEPT
    if not question.bar:
        final = repeat_sql.parts(question.policy, question.by) + _PART
    more = {**values, "members": dirty.members if dirty else None}
    statement, given = asked(final, question, some=dirty is not None, **more)
    _run((_STANDINGS if question.bar else _PARTS) + statement, given)
    together = repeat_drill_sql.KEPT_SUM if question.bar else _TOGETHER + repeat_sql.FIGURES
    _run(_WRITE, [written(_found(together, values)), first, kept.id])


def _prune() -> None:
    """Let go of what nobody reads."""
    answers = RepeatAnswer.objects.order_by("-asked_at")
    unread = answers.filter(asked_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).values_list("pk", flat=True)
    ids = [*unread, *answers.values_list("pk", flat=True)[MOST_ANSWERS:]]
    if ids:
        RepeatAnswer.objects.filter(pk__in=ids).delete()


def _carry_to(today: date) -> None:
    """Ask yesterday's questions of today, so that the first reader of the day need not wait."""
    with transaction.atomic():
        for row in _rows(_OF_EARLIER_DAYS, [today]):
            question = question_of(row[1], row[2]).carried_to(today)
            if question.text == row[1]:
                _run("UPDATE scoring_repeatanswer SET asked_on = %s WHERE id = %s", [today, row[0]])
                continue
            _run(_CARRY, {"key": question.key, "text": question.text, "today": today, "id": row[0]})
            RepeatAnswer.objects.filter(pk=row[0]).delete()


def _first(statement: str, values: list[Any]) -> _Kept | None:
    return next((_kept(row) for row in _rows(statement, values)), None)


def _kept(row: Sequence[Any]) -> _Kept:
    return _Kept(row[0], question_of(row[1], row[2]))


def _rows(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _found(statement: str, values: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return rows_of(cursor)


def _run(statement: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
