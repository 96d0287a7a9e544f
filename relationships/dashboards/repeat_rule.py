"""The rule in force, in words: one click away from every figure that it decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.queries import the_firm
from accounts.vocabulary import speak
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_notes import window
from relationships.foundation.periods import MONTH_NAMES
from relationships.scoring.repeat_business import FEWEST_CLIENTS, SMALLEST_TOTAL
from relationships.scoring.repeat_parameters import lookback_start
from relationships.scoring.repeat_policy import PolicyVersion, in_force_until


@dataclass(frozen=True)
class RuleVersion:
    """A version of the rule, when it was or will be in force, and where the period is read by it."""

    version: PolicyVersion
    until: date | None
    current: bool
    address: str


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
    versions: list[RuleVersion]
    fewest: int
    smallest: int
    currency: str


def repeat_rule(lens: Lens) -> RulePage:
    """The policy of a lens in words, and who set it when and why."""
    read_by = next((each for each in lens.versions if each.number == lens.policy.version), lens.in_force)
    return RulePage(
        lens=lens,
        rows=_rows(lens),
        window=window(lens.policy),
        looks_back_to=lookback_start(lens.policy, lens.period),
        author=read_by.author,
        reason=read_by.reason,
        since=read_by.saved_at,
        versions=[_version(lens, each) for each in lens.versions],
        fewest=FEWEST_CLIENTS,
        smallest=int(SMALLEST_TOTAL),
        currency=the_firm().base_currency,
    )


def _version(lens: Lens, one: PolicyVersion) -> RuleVersion:
    address = replace(lens, policy=one.policy).address() or "?"
    return RuleVersion(one, in_force_until(lens.versions, one), one == lens.in_force, address)


def _rows(lens: Lens) -> list[tuple[str, str]]:
    policy = lens.policy
    return [
        ("Name", f"{policy.name}, version {policy.version}"),
        ("Looks back", window(policy)),
        ("From", "the day before each booking" if policy.is_rolling else "the day before the period begins"),
        (speak("A client is"), speak("a client group") if policy.level == "group" else "a legal entity"),
        ("Groups", "as they were on the day of the entry" if policy.ownership == "reported" else "as they are today"),
        ("One-off work", "counts" if policy.one_offs == "included" else "is left out of both sums"),
        (
            speak("A client’s first engagement"),
            "counts" if policy.first_engagement == "included" else "does not count as repeat, however long it runs",
        ),
        (
            "Credits count",
            "on their own day" if policy.credits == "booked" else "on the day of the invoice whose number they carry",
        ),
        ("Foreign currencies", _rates(policy.currency)),
        ("The year begins in", MONTH_NAMES[policy.fy_start_month - 1]),
    ]


def _rates(currency: str) -> str:
    return "at the rate of the booking day" if currency == "booked" else "each at its last known rate"
