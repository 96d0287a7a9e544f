"""Which clients make two readings differ, as kept: the sums exact, the clients as far as somebody may want to page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_documents import Kept, Wish, ledger_is_long, recall
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_readings import Difference, differing_groups

KIND = "difference"
MOST_ROWS = 2000


@dataclass(frozen=True)
class Differences:
    """What two readings of a period differ by; of `count` groups those that differ most are in `rows`."""

    count: int
    change: Decimal
    total_change: Decimal
    rows: list[Difference]


@dataclass(frozen=True)
class DifferencesAsKept:
    """A period each; `kept` says for which moment. Without it they are being counted, and there are none."""

    found: list[Differences]
    kept: Kept | None


def differences_as_kept(question: Question, other: Policy) -> DifferencesAsKept:
    """What `other` changes in each period of `question`, as kept; straight while the ledger is short."""
    wish = Wish(KIND, question, other)
    kept = recall(wish)
    if kept is None and not ledger_is_long():
        kept = Kept(counted_differences(wish), timezone.now())
    return DifferencesAsKept([_read(each) for each in kept.document] if kept else [], kept)


def differences_now(question: Question, other: Policy) -> list[Differences]:
    """The same straight from the ledger, for a look that nobody may ever repeat."""
    return [_read(each) for each in counted_differences(Wish(KIND, question, other))]


def counted_differences(wish: Wish) -> Any:
    """The document of differences: a period each."""
    assert wish.other is not None
    return [_written(each) for each in differing_groups(wish.question, wish.other)]


def _written(found: list[Difference]) -> dict[str, Any]:
    return {
        "count": len(found),
        "change": str(sum((each.change for each in found), Decimal(0))),
        "total_change": str(sum((each.total_change for each in found), Decimal(0))),
        "rows": [[each.client_id, *map(str, (*each.totals, *each.repeats))] for each in found[:MOST_ROWS]],
    }


def _read(said: dict[str, Any]) -> Differences:
    rows = [
        Difference(client, (Decimal(one), Decimal(two)), (Decimal(three), Decimal(four)))
        for client, one, two, three, four in said["rows"]
    ]
    return Differences(said["count"], Decimal(said["change"]), Decimal(said["total_change"]), rows)
