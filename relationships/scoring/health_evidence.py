"""What stands behind each part of a score, in one sentence. Pure.

No names and no amounts: the sentences are the same for everybody who may see the client, whatever their role.
"""

from __future__ import annotations

from collections.abc import Callable

from relationships.network.tie_rules import LIVING
from relationships.scoring.health import CAP, Cap
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_measures import SEATS, momentum, usual_gap_days
from relationships.scoring.health_rules import DEFAULT_RULES, HealthRules

NAMES = {
    "rhythm_of_contact": "Rhythm of contact",
    "momentum": "Momentum",
    "best_ties": "Best ties per seat",
    "breadth": "Breadth",
    "promises": "Promises",
    "rhythm_of_business": "Rhythm of business",
    "money_trend": "Money trend",
    "sentiment": "Sentiment",
    CAP: "Capped",
}
SEAT_NAMES = {"decision_maker": "who decides", "user": "who uses the work", "finance": "who pays"}
CAP_REASONS = {
    "key_contact_left": "A decision maker left within the last year, and nobody has a living tie to another one.",
    "open_dispute": "A dispute with them is open.",
    "single_thread": "More than {share} of the firm's fees hang on one person or one colleague.",
}
WITHOUT_FEES = {"single_thread": "Too much hangs on one person or one colleague."}
"""The same for roles that see no fees, not even in proportion."""
# These speak of fees, if only in proportion.
MONEY_KEYS = frozenset({"rhythm_of_business", "money_trend"})


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 day", "12 days"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def days_ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def evidence(key: str, inputs: HealthInputs, rules: HealthRules = DEFAULT_RULES) -> str:
    """The sentence behind the measure `key`."""
    return _SENTENCES[key](inputs, rules)


def cap_reason(cap: Cap, rules: HealthRules = DEFAULT_RULES, *, with_fees: bool = True) -> str:
    """Why no higher than `cap.limit`."""
    if not with_fees and cap.key in WITHOUT_FEES:
        return WITHOUT_FEES[cap.key]
    return CAP_REASONS[cap.key].format(share=f"{100 * rules.large_share:g} %")


def too_little(inputs: HealthInputs, rules: HealthRules = DEFAULT_RULES) -> str:
    """Why there is no grade yet, and when there will be one."""
    if not inputs.touches:
        return f"No touchpoints yet. A grade appears after {rules.minimum_touches}."
    seen = f"{counted(inputs.touches, 'touchpoint')} in {counted(max(inputs.history_days, 1), 'day')}"
    if inputs.touches < rules.minimum_touches:
        return f"Not enough to judge: {seen}. A grade appears after {rules.minimum_touches}."
    return f"Not enough to judge: {seen}. A grade appears after {rules.minimum_days} days."


def _rhythm_of_contact(inputs: HealthInputs, rules: HealthRules) -> str:
    days = inputs.days_since(inputs.answered_on)
    if not inputs.touches:
        return "No data: no touchpoints yet."
    if days is None:
        return f"{counted(inputs.touches, 'touchpoint')}, none of them answered."
    return f"Last answered {days_ago(days)}, against an expected {counted(inputs.interval_days, 'day')}."


def _momentum(inputs: HealthInputs, rules: HealthRules) -> str:
    value = momentum(inputs, rules)
    if inputs.interval_days * rules.quarter_touches > rules.quarter_days:
        return f"No data: with a touchpoint every {inputs.interval_days} days expected, a quarter says too little."
    if value is None:
        return f"No data: a trend needs {rules.quarter_days} days of history."
    if not inputs.quarter:
        return f"No answered touchpoints in the last {rules.quarter_days} days."
    if not inputs.year_before:
        return "Contact has begun again after a year without any that was answered."
    change = round(100 * (value / rules.level_value - 1))
    if value == 1:
        return "Answered touchpoints come more often than in the year before."
    return f"Answered touchpoints come {_against(change)} in the year before."


def _against(change: int) -> str:
    if change == 0:
        return "as often as"
    return f"{abs(change)} % {'more' if change > 0 else 'less'} often than"


def _best_ties(inputs: HealthInputs, rules: HealthRules) -> str:
    held = {seat: getattr(inputs, seat) for seat in SEATS if getattr(inputs, seat) is not None}
    if not held:
        return "No data: nobody is recorded as deciding, using the work or paying."
    told = [f"{SEAT_NAMES[seat]} {_tie(strength)}" for seat, strength in held.items()]
    return f"Strongest tie to {_listed(told)}."


def _tie(strength: float) -> str:
    return f"{strength:.0f} of 100" if strength else "none"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _breadth(inputs: HealthInputs, rules: HealthRules) -> str:
    if not inputs.people:
        return "No data: no people are known here."
    known = f"{counted(inputs.people, 'person', 'people')} known"
    if not inputs.living_people:
        return f"{known}, no living tie (strength {LIVING:.0f} or more)."
    practices = counted(max(inputs.living_practices, 1), "practice")
    return f"{known}, {inputs.living_people} with a living tie, from {practices} of ours."


def _promises(inputs: HealthInputs, rules: HealthRules) -> str:
    overdue = f"{counted(inputs.promises_overdue, 'promise')} overdue" if inputs.promises_overdue else ""
    if inputs.promises_settled:
        kept = f"{inputs.promises_kept} of {counted(inputs.promises_settled, 'promise')} kept within a year"
        return f"{', '.join(filter(None, [kept, overdue]))}."
    return f"{overdue[:1].upper()}{overdue[1:]}." if overdue else "No data: no promise was settled within a year."


def _rhythm_of_business(inputs: HealthInputs, rules: HealthRules) -> str:
    days = inputs.days_since(inputs.business_on)
    if days is None:
        return "No data: no fees and no engagements yet."
    usual = counted(usual_gap_days(inputs, rules), "day")
    against = f"a usual gap of {usual}" if inputs.gap_days else f"{usual}, assumed until there is a rhythm"
    return f"Last business {days_ago(days)}, against {against}."


def _money_trend(inputs: HealthInputs, rules: HealthRules) -> str:
    days = inputs.days_since(inputs.first_fee_on)
    if days is None:
        return "No data: no fees yet."
    if days < rules.year_days:
        return "No data: the first year has nothing to compare with."
    if inputs.net <= 0:
        return "No net fees in the last 12 months."
    if inputs.net_before <= 0:
        return "Fees again after 12 months without any."
    times = inputs.net / inputs.net_before
    if times >= 3:
        return f"Net fees of the last 12 months are {times:,.0f} times the 12 before."
    change = round(100 * (times - 1))
    level = "level with" if change == 0 else f"{abs(change):,} % {'above' if change > 0 else 'below'}"
    return f"Net fees of the last 12 months are {level} the 12 before."


def _sentiment(inputs: HealthInputs, rules: HealthRules) -> str:
    if inputs.sentiment is None:
        return f"No data: nobody declared a mood in the last {rules.sentiment_days} days."
    words = ("cold", "cool", "neutral", "good", "warm")
    mood = words[round(inputs.sentiment) + 2]
    return f"{counted(inputs.sentiments, 'declared mood')} within a year, on balance {mood}."


_SENTENCES: dict[str, Callable[[HealthInputs, HealthRules], str]] = {
    "rhythm_of_contact": _rhythm_of_contact,
    "momentum": _momentum,
    "best_ties": _best_ties,
    "breadth": _breadth,
    "promises": _promises,
    "rhythm_of_business": _rhythm_of_business,
    "money_trend": _money_trend,
    "sentiment": _sentiment,
}
