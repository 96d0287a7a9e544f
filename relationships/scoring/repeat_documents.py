"""Long answers that are kept whole (ADR 0012): forecast, second engagements, who makes two readings differ.

They can't be summed up from parts, and over millions of entries a page can't wait for them. So a reader gets the one
that is kept, with the moment it is right for; a worker counts it anew when the ledger has changed, more seldom the
longer that takes. Over a short ledger the first reader gets it straight; over a long one he is told to look again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from relationships.foundation.firm_day import firm_day
from relationships.scoring.nudge import REFRESH, hint
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_memory import WAITING
from relationships.scoring.repeat_question import Question, question_of

LONG_LEDGER_BYTES = 64 * 1024 * 1024
"""About 300,000 entries: a page may still read so many itself."""
DAY = 24 * 60 * 60
REST = 20
"""A document rests so many times as long as it took to count before it is counted anew."""
LATE_SECONDS = 300

_RECALL = f"""
SELECT document, computed_at, stale_since, asked_at < now() - interval '1 hour', seconds, now(), ({WAITING})
FROM scoring_repeatdocument WHERE key = %(key)s
"""  # noqa: S608 - constants only
_WISH = """
INSERT INTO scoring_repeatdocument (key, kind, question, other, hidden, asked_on, asked_at, seconds)
VALUES (%(key)s, %(kind)s, %(question)s, %(other)s, %(hidden)s, %(today)s, now(), 0)
ON CONFLICT (key) DO UPDATE SET asked_at = now()
"""
_PAIRS_HAVE_COME = """
UPDATE scoring_repeatdocument SET stale_since = now()
WHERE kind = 'look-alikes' AND document IS NOT NULL AND stale_since IS NULL
"""
_LENGTH = "SELECT pg_table_size('engagements_ledgerentry')"


@dataclass(frozen=True)
class Wish:
    """What is wanted: a kind of document, over what a question names; `other` is the policy it is held against."""

    kind: str
    question: Question
    other: Policy | None = None

    @property
    def key(self) -> str:
        """The same for the same wish, and for no other."""
        return hashlib.sha256("\n".join([self.kind, self.question.text, self.written_other]).encode()).hexdigest()

    @property
    def written_other(self) -> str:
        return json.dumps(asdict(self.other), default=str, sort_keys=True) if self.other else ""


@dataclass(frozen=True)
class Kept:
    """A document and the moment it is right for; `stale` since there are newer changes, `late` since for long."""

    document: Any
    as_of: datetime
    stale: bool = False
    late: bool = False


def recall(wish: Wish) -> Kept | None:
    """The kept document; without one the wish is noted, and a worker will see to it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECALL, {"key": wish.key, "hidden": list(wish.question.hidden)})
        found = cursor.fetchone()
    if found is None or found[3] or found[0] is None:
        note(wish)
    return None if found is None or found[0] is None else _kept(wish, *found)


def note(wish: Wish) -> None:
    """Ask for the document to be kept, and note that somebody reads it."""
    values: dict[str, Any] = {
        "key": wish.key,
        "kind": wish.kind,
        "question": wish.question.text,
        "other": wish.written_other,
        "hidden": list(wish.question.hidden),
        "today": wish.question.today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WISH, values)
    transaction.on_commit(lambda: hint(REFRESH, {}), robust=True)


def pairs_have_come() -> None:
    """Note that look-alikes were found since theirs were counted: an import's names are compared after its fees."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS_HAVE_COME)
    transaction.on_commit(lambda: hint(REFRESH, {}), robust=True)


def wish_of(kind: str, question: str, other: str, asked_on: date) -> Wish:
    """The wish that a row holds."""
    said = json.loads(other) if other else None
    policy = Policy(**{**said, "goal": Decimal(said["goal"])}) if said else None
    return Wish(kind, question_of(question, asked_on), policy)


def ledger_is_long() -> bool:
    """Whether a page should not read the whole ledger itself."""
    with connection.cursor() as cursor:
        cursor.execute(_LENGTH)
        return bool(cursor.fetchone()[0] > LONG_LEDGER_BYTES)


def _kept(
    wish: Wish,
    said: Any,
    computed_at: datetime,
    stale_since: datetime | None,
    _: bool,
    seconds: float,
    now: datetime,
    waiting: datetime | None,
) -> Kept:
    document = json.loads(said) if isinstance(said, str) else said
    begun = firm_day(wish.question.today).end
    # What depends on today was right until yesterday ended.
    yesterday = computed_at if (begun - computed_at).total_seconds() > DAY else None
    since = min((each for each in (stale_since, waiting, yesterday) if each is not None), default=None)
    if since is None:
        return Kept(document, now)
    return Kept(document, since, stale=True, late=(now - since).total_seconds() > patience(seconds))


def patience(seconds: float) -> float:
    """From how many seconds on a document that took `seconds` is late."""
    return LATE_SECONDS + 2 * REST * seconds
