"""Answers about repeat business that are remembered (ADR 0012): found again by their question, asked for when missing.

An answer is as good as the ledger: whatever changes a fact leaves a mark in the same transaction, and a worker brings
every answer up to date that could see the change. Since when this reader's marks have been waiting is read with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from relationships.scoring.nudge import REFRESH, hint
from relationships.scoring.repeat_question import Question

Row = dict[str, Any]

_WISH = """
INSERT INTO scoring_repeatanswer (key, question, hidden, asked_on, asked_at)
VALUES (%(key)s, %(text)s, %(hidden)s, %(today)s, now()) ON CONFLICT (key) DO UPDATE SET asked_at = now()
"""
WAITING = """
SELECT min(marked_at) FROM scoring_repeatmark
WHERE client_id <> ALL(%(hidden)s::bigint[]) AND (parent_id IS NULL OR parent_id <> ALL(%(hidden)s::bigint[]))
"""
# Together: read one after the other, a worker could take marks away in between that the answer does not hold.
_RECALL = f"""
SELECT key, id, figures, ledger_starts_on, asked_at < now() - interval '1 hour', ({WAITING})
FROM scoring_repeatanswer WHERE key = ANY(%(keys)s)
"""  # noqa: S608 - constants only


@dataclass(frozen=True)
class Answer:
    """What is remembered of a question: the rows of its figures or sums, and the first day of the ledger.

    `waiting_since`: when the earliest change was saved that it does not hold yet.
    """

    id: int
    rows: list[Row]
    ledger_starts_on: date | None
    waiting_since: datetime | None


def recall(question: Question) -> Answer | None:
    """The remembered answer. Without one the wish is noted, and a worker will see to it for the next reader."""
    return recall_all([question])[0]


def recall_all(questions: Sequence[Question]) -> list[Answer | None]:
    """The remembered answers to several questions of one reader, each as from `recall`, in one statement."""
    given: Row = {"keys": [question.key for question in questions], "hidden": list(questions[0].hidden)}
    with connection.cursor() as cursor:
        cursor.execute(_RECALL, given)
        known = {key: rest for key, *rest in cursor.fetchall()}
    return [_recalled(question, known.get(question.key)) for question in questions]


def _recalled(question: Question, found: Sequence[Any] | None) -> Answer | None:
    """What is kept of an answer: its id, figures, the first day of the ledger, whether nobody asked for long, and
    since when changes wait."""
    if found is None or found[3] or found[1] is None:
        wish(question)
    if found is None or found[1] is None:
        return None
    return Answer(found[0], rows_from(found[1]), found[2], found[4])


def wish(question: Question) -> None:
    """Ask for the answer to be kept, and note that somebody reads it."""
    values: Row = {"key": question.key, "text": question.text, "hidden": list(question.hidden), "today": question.today}
    with connection.cursor() as cursor:
        cursor.execute(_WISH, values)
    transaction.on_commit(lambda: hint(REFRESH, {}), robust=True)


def waiting_since(hidden: Sequence[int]) -> datetime | None:
    """When the earliest change was saved that remembered answers do not hold yet; changes to `hidden` clients apart."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"hidden": list(hidden)})
        found: datetime | None = cursor.fetchone()[0]
        return found


def written(rows: Sequence[Row]) -> str:
    """Rows as JSON, amounts as strings of all their digits."""
    return json.dumps(rows, default=str)


def rows_from(said: Any) -> list[Row]:
    """The rows that `written` wrote."""
    rows = json.loads(said) if isinstance(said, str) else said
    return [{name: Decimal(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows]
