"""Look-alike clients beside the headline, and what counting them as one would do to the share.

Two groups that are one client count as existing when either does, so what the other one brought in the period becomes
repeat business. All open pairs together may tie more than two groups into one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from relationships.scoring.repeat_business import RepeatBusiness, ratio
from relationships.scoring.repeat_documents import Kept, Wish, ledger_is_long, recall
from relationships.scoring.repeat_queries import asked
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_whole_ledger import read_whole_ledger

KIND = "look-alikes"
MOST_PAIRS = 5000
_PAIRS = """
owner AS (
    SELECT client_id, root_id FROM span, (SELECT COALESCE(%(owned_on)s::date, %(latest)s::date - 1) AS day) AS last
    WHERE (starts_on IS NULL OR starts_on <= day) AND (ends_on IS NULL OR ends_on > day)
), pair AS (
    SELECT l.one_id, l.other_id, l.reason, l.likeness,
           {one} AS one_root, {other} AS other_root
    FROM {source} l JOIN scope one ON one.id = l.one_id JOIN scope other ON other.id = l.other_id {joins}
), stands AS (
    SELECT seen.group_id, COALESCE(standing.current, 0) AS current,
           COALESCE(standing.existing, period.lookback_from IS NULL AND seen.first_bucket < period.current_from, FALSE)
               AS existing
    FROM seen CROSS JOIN period LEFT JOIN standing ON standing.group_id = seen.group_id
)
SELECT p.one_id, p.other_id, p.reason, p.likeness, p.one_root, p.other_root, a.current, b.current, a.existing, b.existing
FROM pair p JOIN stands a ON a.group_id = p.one_root JOIN stands b ON b.group_id = p.other_root
WHERE p.one_root <> p.other_root
ORDER BY CASE WHEN a.existing = b.existing THEN 0 WHEN a.existing THEN -abs(b.current) ELSE -abs(a.current) END,
         -p.likeness, -abs(a.current) - abs(b.current), p.one_id, p.other_id
LIMIT %(most)s
"""
# What people have in common is a hint for the list of duplicates; beside the headline stands what names say.
_BY_NAME = "(SELECT * FROM clients_lookalike WHERE reason IN ('name', 'spelling', 'website'))"
_SAID = """(SELECT one_id, other_id, 'name' AS reason, 1.0::float8 AS likeness
         FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS said (one_id, other_id))"""
_ROOTS = {
    "group": (
        "COALESCE(one_owner.root_id, l.one_id)",
        "COALESCE(other_owner.root_id, l.other_id)",
        (
            "LEFT JOIN owner one_owner ON one_owner.client_id = l.one_id"
            " LEFT JOIN owner other_owner ON other_owner.client_id = l.other_id"
        ),
    ),
    "entity": (
        "COALESCE(one_same.root_id, l.one_id)",
        "COALESCE(other_same.root_id, l.other_id)",
        (
            "LEFT JOIN same one_same ON one_same.client_id = l.one_id"
            " LEFT JOIN same other_same ON other_same.client_id = l.other_id"
        ),
    ),
}


@dataclass(frozen=True)
class Side:
    """One of two: its row, the group it counts with, that group's net fees in the period, and whether it is existing."""

    client_id: int
    root_id: int
    current: Decimal
    existing: bool


@dataclass(frozen=True)
class Pair:
    """Two clients that may be one."""

    one: Side
    other: Side
    reason: str
    likeness: float

    @property
    def key(self) -> tuple[int, int]:
        return self.one.client_id, self.other.client_id

    @property
    def more_repeat(self) -> Decimal:
        """What becomes repeat business when they are one: the fees of the side that does not count as existing."""
        return became_repeat([self])


@dataclass(frozen=True)
class PairsAsKept:
    """The pairs, those first that would change most; `kept` says for which moment, None: now. `counting`: not yet found."""

    pairs: list[Pair]
    kept: Kept | None
    counting: bool = False


def pairs_as_kept(question: Question) -> PairsAsKept:
    """The look-alikes with entries in the world and period of `question`, as kept; straight while the ledger is short."""
    wish = Wish(KIND, question)
    kept = recall(wish)
    if kept is None and not ledger_is_long():
        return PairsAsKept([_read(row) for row in counted_pairs(wish)], None)
    return PairsAsKept([_read(row) for row in kept.document] if kept else [], kept, counting=kept is None)


def counted_pairs(wish: Wish) -> Any:
    """The document of pairs."""
    return [list(row) for row in _rows(wish.question, _BY_NAME)]


def pairs_with(question: Question, client_id: int, other_ids: Sequence[int]) -> list[Pair]:
    """What making one client of these would count together, straight from the ledger; whatever has no entries apart."""
    given = {"ones": [min(client_id, pk) for pk in other_ids], "others": [max(client_id, pk) for pk in other_ids]}
    return [_read(row) for row in _rows(question, _SAID, **given)]


def _rows(question: Question, source: str, **more: Any) -> list[tuple[Any, ...]]:
    one, other, joins = _ROOTS[question.policy.level]
    final = _PAIRS.format(one=one, other=other, joins=joins, source=source)
    statement, given = asked(final, question, most=MOST_PAIRS, **more)
    (rows,) = read_whole_ledger([statement], given)
    return rows


def became_repeat(pairs: Iterable[Pair]) -> Decimal:
    """What becomes repeat business when all these pairs are one client each."""
    leader: dict[int, int] = {}

    def top(root: int) -> int:
        while leader.setdefault(root, root) != root:
            root = leader[root]
        return root

    sides: dict[int, Side] = {}
    for pair in pairs:
        sides |= {pair.one.root_id: pair.one, pair.other.root_id: pair.other}
        leader[top(pair.one.root_id)] = top(pair.other.root_id)
    together: dict[int, list[Side]] = defaultdict(list)
    for root, side in sides.items():
        together[top(root)].append(side)
    return sum((_became(each) for each in together.values()), Decimal(0))


def share_if_same(found: RepeatBusiness, pairs: Iterable[Pair]) -> Decimal | None:
    """The share of `found` with these pairs counted as one client each; None where it has none."""
    return None if found.share is None else ratio(found.repeat + became_repeat(pairs), found.total)


def _became(sides: Sequence[Side]) -> Decimal:
    if not any(side.existing for side in sides):
        return Decimal(0)
    return sum((side.current for side in sides if not side.existing), Decimal(0))


def _read(row: Sequence[Any]) -> Pair:
    one_id, other_id, reason, likeness, one_root, other_root, one, other, one_existing, other_existing = row
    return Pair(
        Side(one_id, one_root, Decimal(one), one_existing),
        Side(other_id, other_root, Decimal(other), other_existing),
        reason,
        float(likeness),
    )
