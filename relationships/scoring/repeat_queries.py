"""The repeat-business figures of a user's ledger. Page, CSV, command and bench all come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

from accounts.models import User
from accounts.queries import the_firm
from relationships.clients.joint_queries import joint_accounts_exist
from relationships.clients.visible_groups import groups_without, hidden_from, open_ledger
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period
from relationships.scoring import repeat_sql
from relationships.scoring.repeat_business import (
    CHANGES,
    ZERO,
    Bar,
    Policy,
    RepeatBusiness,
    RepeatSums,
    Segment,
    SegmentRow,
    Within,
    figures,
    share_of,
)
from relationships.scoring.repeat_documents import ledger_is_long
from relationships.scoring.repeat_facts_sql import Segments
from relationships.scoring.repeat_memory import Answer, recall, recall_all
from relationships.scoring.repeat_parameters import lookback_start, parameters
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_segments import segment_names

Row = dict[str, Any]
# Right after a first import the planner knows no row counts, takes every step for one row and nests loops over the whole
# ledger: two minutes in place of one second. These statements always read all of it, and sum it in memory rather than
# on disk.
WHOLE_LEDGER = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
WAIT_SECONDS = 3.0
"""So long a page may read the ledger itself."""
_MONEY = (
    *("total", "repeat", "repeat_without_reactivated", "new_revenue", "base", "kept", "gross"),
    *("top1", "top10", "active", "squares"),
)
_COUNTS = ("clients", "had", "stayed", "entries", "previous_entries")


def repeat_business(
    *,
    policy: Policy,
    period: Period,
    by: Segment | None = None,
    user: User | None,
    within: Sequence[Within] = (),
    today: date | None = None,
) -> RepeatBusiness:
    """The repeat-business share of `period` under `policy`, with its companions, for the clients `user` may see.

    `by` adds a row per segment; `within` sums only the entries of those named. `user` None is the
    whole firm straight from the ledger, for a command or a job. `today` decides who owns whom under "as owned today".
    """
    return repeat_periods(policy=policy, periods=[period], by=by, user=user, within=within, today=today)[0]


def repeat_periods(
    *,
    policy: Policy,
    periods: Sequence[Period],
    by: Segment | None = None,
    user: User | None,
    within: Sequence[Within] = (),
    today: date | None = None,
) -> list[RepeatBusiness]:
    """`repeat_business` for several periods at once, in their order."""
    day = today or firm_day().on
    question = Question(policy, tuple(periods), day, hidden_from(user), by, tuple(within))
    return figures_now(question) if user is None else figures_of(question)


class BeingCounted(Exception):
    """The figures are not kept yet, and reading the ledger takes longer than anybody should wait: look again."""


def figures_of(question: Question, *, named: bool = True) -> list[RepeatBusiness]:
    """The figures as remembered; where they are not, straight from the ledger if it takes no longer than a moment.

    Not `named`: for whoever shows no segments, whose names need not be looked up then.
    Raises `BeingCounted` when it does: right after an upgrade, or with many first readers at once.
    """
    return _figures(question, recall(question), named=named)


def figures_soon(questions: Sequence[Question]) -> list[RepeatBusiness | None]:
    """The figures of one reader's questions, each about one period; None, and wished for, where they are not kept and
    the ledger is long."""
    answers = recall_all(questions)
    long = None in answers and ledger_is_long()
    return [
        None if long and answer is None else _figures(question, answer)[0]
        for question, answer in zip(questions, answers, strict=True)
    ]


def _figures(question: Question, answer: Answer | None, *, named: bool = True) -> list[RepeatBusiness]:
    if answer is None:
        try:
            return figures_now(question, within=WAIT_SECONDS)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            raise BeingCounted from None
    return _measured(question, answer.rows, answer.ledger_starts_on, answer, named=named)


def figures_now(question: Question, *, within: float | None = None) -> list[RepeatBusiness]:
    """The figures straight from the ledger; `within` so many seconds, or PostgreSQL cancels (`OperationalError`)."""
    rows = figure_rows(question, within=within)
    return _measured(question, rows, first_booking_without(question.hidden))


def figures_by_each(question: Question, segments: Sequence[Segment]) -> dict[Segment, list[RepeatBusiness]]:
    """`figures_now` broken down by each of `segments`, in one pass over the ledger."""
    by = tuple(segments)
    statement, given = asked(repeat_sql.parts(question.policy, by) + repeat_sql.FIGURES_OF_SEVERAL, question, by=by)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WHOLE_LEDGER)
        cursor.execute(statement, given)
        rows = rows_of(cursor)
    first = first_booking_without(question.hidden)
    return {
        segment: _measured(replace(question, by=segment), [row for row in rows if row["kind"] in (0, kind)], first)
        for kind, segment in enumerate(by, start=1)
    }


def figure_rows(question: Question, *, within: float | None = None) -> list[Row]:
    """The rows that the figures are made of, straight from the ledger."""
    final = repeat_sql.parts(question.policy, question.by) + repeat_sql.FIGURES
    return fetch(final, question, seconds=within)


def _measured(
    question: Question, rows: Sequence[Row], first: date | None, answer: Answer | None = None, *, named: bool = True
) -> list[RepeatBusiness]:
    names = segment_names(question.by, (row["segment_id"] for row in rows if row["segment_row"])) if named else {}
    currency = the_firm().base_currency
    policy, found = question.policy, []
    for number, period in enumerate(question.periods):
        ours = [row for row in rows if row["number"] == number]
        whole = next((row for row in ours if not row["segment_row"]), {})
        sums = _sums(whole, _history_reaches(policy, period, first))
        segments = [_segment(row, names, sums) for row in ours if row["segment_row"]]
        segments.sort(key=lambda row: (-row.total, row.key is None, row.key or "", row.id or 0))
        given: Row = {"ledger_starts_on": first, "by": segments, "remembered": answer is not None}
        given["waiting_since"] = answer.waiting_since if answer else None
        found.append(figures(policy=policy, period=period, currency=currency, sums=sums, **given))
    return found


def fetch(
    final: str, question: Question, *, some: bool = False, seconds: float | None = None, **more: Any
) -> list[Row]:
    """The rows of `final` over the standings of the periods, cancelled after `seconds`.

    `final` is this app's own text, never input.
    """
    statement, given = asked(final, question, some=some, **more)
    with transaction.atomic(), connection.cursor() as cursor:
        if not some:
            cursor.execute(WHOLE_LEDGER)
        if seconds:
            cursor.execute("SET LOCAL statement_timeout = %s", [int(1000 * seconds)])
        cursor.execute(statement, given)
        return rows_of(cursor)


def asked(
    final: str, question: Question, *, some: bool = False, by: Segments = None, **more: Any
) -> tuple[str, dict[str, Any]]:
    """The statement and the parameters that `fetch` runs, under `WHOLE_LEDGER`.

    `some`: only over the groups of `shards`, of which `members` holds every client. `by`: several segments at once, in
    place of the question's own.
    """
    groups, scope = groups_without(question.hidden)
    given = parameters(question.policy, question.periods, within=question.within, today=question.today)
    joint = joint_accounts_exist()
    standings = repeat_sql.standings(question.policy, by or question.by, question.within, some=some, joint=joint)
    statement = ",".join(["WITH RECURSIVE " + groups, standings, final])
    return statement, {**scope, **given, "modulus": 1, "bar": question.bar, "existing": question.existing, **more}


def rows_of(cursor: Any) -> list[Row]:
    """What a cursor has found, by column."""
    columns = [column.name for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def first_booking(user: User | None) -> date | None:
    """The day of the earliest ledger entry of the clients `user` may see; None without any."""
    return first_booking_without(hidden_from(user))


def first_booking_without(hidden: Sequence[int]) -> date | None:
    """The day of the earliest ledger entry, those of `hidden` clients apart; None without any."""
    ledger, apart = open_ledger(hidden)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {ledger}{repeat_sql.FIRST_BOOKING}", {"hidden": list(hidden), **apart})
        row = cursor.fetchone()
        return row[0] if row else None


def _history_reaches(policy: Policy, period: Period, first: date | None) -> bool:
    """Whether the ledger reaches back as far as the policy looks."""
    start = lookback_start(policy, period)
    return start is None or (first is not None and first <= start)


def _segment(row: Row, names: dict[int, str], firm: RepeatSums) -> SegmentRow:
    total, repeat = row["total"], row["repeat"]
    share, _ = share_of(total, repeat, firm.any_earlier_fee)
    return SegmentRow(names.get(row["segment_id"]), total, repeat, share, int(row["clients"]), row["segment_id"])


def _sums(row: Row, history_complete: bool) -> RepeatSums:
    given: Row = {name: row.get(name) or ZERO for name in _MONEY} | {name: int(row.get(name) or 0) for name in _COUNTS}
    changes = {bar: row.get(bar) or ZERO for bar in CHANGES}
    counts = {bar: int(row.get(f"{bar}_clients") or 0) for bar in CHANGES}
    return RepeatSums(
        **given,
        bars={Bar.PREVIOUS: row.get("previous") or ZERO, **changes, Bar.CURRENT: given["total"]},
        bar_clients={Bar.PREVIOUS: int(row.get("previous_clients") or 0), **counts, Bar.CURRENT: given["clients"]},
        any_earlier_fee=bool(row.get("any_earlier_fee")),
        history_complete=history_complete,
    )
