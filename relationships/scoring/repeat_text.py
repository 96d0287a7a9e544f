"""Repeat-business figures as text for a terminal. Pure."""

from __future__ import annotations

from relationships.foundation.display.money import money
from relationships.foundation.display.share import percent
from relationships.scoring.repeat_business import Bar, RepeatBusiness, Segment

BAR_WORDS = {
    Bar.PREVIOUS: "The year before",
    Bar.LOST: "Lost",
    Bar.SHRUNK: "Shrunk",
    Bar.GROWN: "Grown",
    Bar.REACTIVATED: "Came back",
    Bar.NEW: "New",
    Bar.CORRECTIONS: "Corrections",
    Bar.CURRENT: "This year",
}
SEGMENT_WORDS = {
    Segment.PRACTICE: "Practice",
    Segment.OFFICE: "Office",
    Segment.PARTNER: "Partner",
    Segment.TIER: "Tier",
    Segment.INDUSTRY: "Industry",
    Segment.ORIGINATING: "Originating colleague",
    Segment.OWNER: "Who looks after them",
}


def as_text(found: RepeatBusiness) -> str:
    """A readable sheet: share, companions, bridge, segments."""
    rows = [("Share of repeat business", percent(found.share, 2)), *_companions(found), ("", ""), *_bridge(found)]
    head = f"{found.period.name} ({found.period.start} to {found.period.last_day}), {_policy(found)}"
    lines = [head, "", *(f"{name:<32}{value:>22}".rstrip() for name, value in rows)]
    if found.share_reason:
        lines.insert(1, f"Note: {found.share_reason.replace('_', ' ')}.")
    if not found.history_complete:
        lines.insert(1, "Note: the ledger does not reach back as far as the policy looks.")
    return "\n".join([*lines, *_segments(found)])


def _policy(found: RepeatBusiness) -> str:
    policy = found.policy
    return f"{policy.name}, version {policy.version}: {policy.mode}, {policy.level}, looking back {policy.lookback}"


def _companions(found: RepeatBusiness) -> list[tuple[str, str]]:
    concentration = found.concentration
    return [
        ("Net fees", money(found.total, found.currency)),
        ("  from existing clients", money(found.repeat, found.currency)),
        ("  from new clients", money(found.new_revenue, found.currency)),
        ("Clients", f"{found.clients:,}"),
        ("Net revenue retention", percent(found.nrr, 2)),
        ("Gross revenue retention", percent(found.grr, 2)),
        ("Client retention", percent(found.retention, 2)),
        ("Largest client", percent(concentration.top1, 2)),
        ("Ten largest clients", percent(concentration.top10, 2)),
        ("Effective clients", "no data" if not (n := concentration.effective_clients) else f"{n:,.1f}"),
    ]


def _bridge(found: RepeatBusiness) -> list[tuple[str, str]]:
    return [(BAR_WORDS[bar], money(amount, found.currency)) for bar, amount in found.bridge.items()]


def _segments(found: RepeatBusiness) -> list[str]:
    if not found.by:
        return []
    rows = [
        f"{row.key or 'None named':<40.40}{percent(row.share, 2):>10}{money(row.total, found.currency):>22}{row.clients:>9,}"
        for row in found.by
    ]
    return ["", f"{'':<40}{'Share':>10}{'Net fees':>22}{'Clients':>9}", *rows]
