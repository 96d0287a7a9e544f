"""The repeat-business dashboard: the share, what must stand beside it, where it comes from, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from accounts.policy import Capability, can
from relationships.dashboards.repeat_choices import Choice, period_choices, scope_choices
from relationships.dashboards.repeat_lens import Lens, keys_of
from relationships.foundation.display.share import points
from relationships.foundation.drawing.bridge import Bar as DrawnBar
from relationships.foundation.periods import Period, rolling_years_by_quarter, year_name
from relationships.scoring.repeat_business import Bar, RepeatBusiness, Segment, SegmentRow, ShareReason
from relationships.scoring.repeat_queries import repeat_periods

QUARTERS_SHOWN = 12
BAR_LABELS = {
    Bar.LOST: "Lost",
    Bar.SHRUNK: "Shrunk",
    Bar.GROWN: "Grown",
    Bar.REACTIVATED: "Came back",
    Bar.NEW: "New",
    Bar.CORRECTIONS: "Corrections",
}


class State(StrEnum):
    """How much there is to show."""

    NO_ENTRIES = "no_entries"
    NO_HISTORY = "no_history"
    READY = "ready"


@dataclass(frozen=True)
class SegmentLine:
    """A practice, office or partner with its own share, last period's, and where it opens."""

    row: SegmentRow
    name: str
    address: str
    change: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """The share, unless there is too little to judge by."""
        return None if self.row.too_few else self.row.share


@dataclass(frozen=True)
class RepeatPage:
    """Context of dashboards/repeat_business.html and the head and foot of the pages below it."""

    lens: Lens
    now: RepeatBusiness
    before: RepeatBusiness
    series: list[tuple[str, Decimal | None]]
    segment: Segment
    segments: list[SegmentLine]
    fees: bool
    as_of: datetime

    @property
    def state(self) -> State:
        if self.now.ledger_starts_on is None:
            return State.NO_ENTRIES
        return State.NO_HISTORY if self.now.share_reason == ShareReason.NO_EARLIER_FEE else State.READY

    @property
    def policy(self) -> str:
        return f"{self.lens.policy.name}, version {self.lens.policy.version}"

    @property
    def too_few(self) -> bool:
        """Whether one practice, office or partner is too small for a share of its own."""
        whole = SegmentRow(None, self.now.total, self.now.repeat, self.now.share, self.now.clients)
        return bool(self.lens.scopes) and self.now.share is not None and whole.too_few

    @property
    def goal_met(self) -> bool:
        return self.now.share is not None and self.now.share >= self.lens.policy.goal

    @property
    def distance(self) -> Decimal:
        """Points between the share and the goal, without a sign."""
        return abs(points(self.now.share or 0) - points(self.lens.policy.goal))

    @property
    def change(self) -> Decimal | None:
        """Points gained on the period before."""
        return point_change(self.now.share, self.before.share)

    @property
    def late_returns(self) -> Decimal:
        """Fees of clients who were here before but not within the window: neither repeat nor new."""
        return self.now.outside_policy - self.now.new_revenue

    @cached_property
    def bars(self) -> list[DrawnBar]:
        """The bridge, each bar opening its clients."""
        return [self._bar(bar, amount) for bar, amount in self.now.bridge.items() if bar != Bar.CORRECTIONS or amount]

    @cached_property
    def periods(self) -> list[Choice]:
        return period_choices(self.lens, self.now.ledger_starts_on)

    @cached_property
    def scopes(self) -> list[Choice]:
        return scope_choices(self.lens)

    @property
    def segment_choices(self) -> list[Choice]:
        return [
            Choice(each.capitalize(), self.lens.address(by=each) + "#where", each == self.segment) for each in Segment
        ]

    def _bar(self, bar: Bar, amount: Decimal) -> DrawnBar:
        last, now = self.before.period.name, self.now.period.name
        label = {Bar.PREVIOUS: last, Bar.CURRENT: now}.get(bar) or BAR_LABELS[bar]
        href = reverse("repeat_bridge", args=[bar]) + self.lens.address() if self.fees else ""
        return DrawnBar(bar, label, amount, self.now.sums.bar_clients[bar], href)


def repeat_page(lens: Lens, segment: Segment) -> RepeatPage:
    """The dashboard of a lens, broken down by `segment`."""
    before, now = repeat_periods(
        policy=lens.policy,
        periods=[lens.period.before(), lens.period],
        by=segment,
        user=lens.user,
        within=lens.within,
        today=lens.today,
    )
    return RepeatPage(
        lens=lens,
        now=now,
        before=before,
        series=_series(lens, now),
        segment=segment,
        segments=segment_lines(lens, segment, now, before),
        fees=can(lens.user, Capability.SEE_FEES),
        as_of=timezone.now(),
    )


def segment_lines(lens: Lens, segment: Segment, now: RepeatBusiness, before: RepeatBusiness) -> list[SegmentLine]:
    """A line per practice, office or partner, the largest first."""
    keys = keys_of(segment, [row.id for row in now.by])
    last = {row.id: row for row in before.by}
    lines = []
    for row in now.by:
        then = last.get(row.id)
        change = None if then is None or then.too_few or row.too_few else point_change(row.share, then.share)
        address = reverse("repeat_segment", args=[segment, keys[row.id]]) + lens.address()
        lines.append(SegmentLine(row, row.key or f"No {segment} named", address, change))
    return lines


def point_change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percentage points gained, as the two rounded figures on the page differ."""
    return None if now is None or before is None else points(now) - points(before)


def _series(lens: Lens, now: RepeatBusiness) -> list[tuple[str, Decimal | None]]:
    """The share of twelve months by quarter. Years that begin before the ledger does are left out."""
    start = now.ledger_starts_on
    month = lens.policy.fy_start_month
    years = rolling_years_by_quarter(lens.today, month, QUARTERS_SHOWN)
    years = [year for year in years if start and year.start > start]
    if not years:
        return []
    found = repeat_periods(policy=lens.policy, periods=years, user=lens.user, within=lens.within, today=lens.today)
    return [(_quarter_name(each.period, month), each.share) for each in found]


def _quarter_name(period: Period, start_month: int) -> str:
    """ "Q3 '26": the quarter with which the twelve months end."""
    number = ((period.last_day.month - start_month) % 12) // 3 + 1
    return f"Q{number} {year_name(period.year, start_month)}" if start_month != 1 else f"Q{number} ’{period.year % 100:02}"
