"""The rule in force, in words: one click away from every figure that it decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.queries import the_firm
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_notes import window
from relationships.foundation.periods import MONTH_NAMES
from relationships.scoring.models import RepeatPolicy
from relationships.scoring.repeat_business import FEWEST_CLIENTS, SMALLEST_TOTAL
from relationships.scoring.repeat_parameters import lookback_start


@dataclass(frozen=True)
class RulePage:
    """Context of dashboards/repeat_rule.html."""

    lens: Lens
    rows: list[tuple[str, str]]
    window: str
    looks_back_to: date | None
    author: str
    reason: str
    since: datetime | None
    fewest: int
    smallest: int
    currency: str


def repeat_rule(lens: Lens) -> RulePage:
    """The policy of a lens in words, and who set it when and why."""
    stored = RepeatPolicy.objects.select_related("created_by").filter(version=lens.policy.version).first()
    author = stored.created_by.name if stored and stored.created_by else ""
    return RulePage(
        lens=lens,
        rows=_rows(lens),
        window=window(lens.policy),
        looks_back_to=lookback_start(lens.policy, lens.period),
        author=author,
        reason=stored.reason if stored else "",
        since=stored.created_at if stored else None,
        fewest=FEWEST_CLIENTS,
        smallest=int(SMALLEST_TOTAL),
        currency=the_firm().base_currency,
    )


def _rows(lens: Lens) -> list[tuple[str, str]]:
    policy = lens.policy
    return [
        ("Name", f"{policy.name}, version {policy.version}"),
        ("Looks back", window(policy)),
        ("From", "the day before each booking" if policy.is_rolling else "the day before the period begins"),
        ("A client is", "a client group" if policy.level == "group" else "a legal entity"),
        ("Groups", "as they were on the day of the entry" if policy.ownership == "reported" else "as they are today"),
        ("One-off work", "counts" if policy.one_offs == "included" else "is left out of both sums"),
        (
            "A client’s first engagement",
            "counts" if policy.first_engagement == "included" else "does not count as repeat, however long it runs",
        ),
        ("The year begins in", MONTH_NAMES[policy.fy_start_month - 1]),
    ]
