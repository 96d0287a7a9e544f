"""The repeat-business dashboard: the share, what must stand beside it, where it comes from, and what changed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from django.urls import reverse

from accounts.policy import Capability, can
from accounts.queries import read_places
from accounts.vocabulary import speak
from relationships.dashboards.forecast_tile import ForecastTile, forecast_tile
from relationships.dashboards.repeat_choices import (
    Choice,
    group_choices,
    period_choices,
    periods_offered,
    scope_choices,
)
from relationships.dashboards.repeat_companions import Companion, companions
from relationships.dashboards.repeat_lens import Lens, nameless
from relationships.dashboards.repeat_measured import Dated, Freshness, before_and_now, freshness
from relationships.dashboards.repeat_notes import window
from relationships.dashboards.repeat_trend import Series, trend_of
from relationships.foundation.display.share import points
from relationships.foundation.drawing.bridge import Bar as DrawnBar
from relationships.foundation.drawing.scale import axis_start
from relationships.foundation.drawing.trend import Forecast as Ahead
from relationships.scoring.repeat_business import Bar, RepeatBusiness, Segment, SegmentRow, ShareReason
from relationships.scoring.repeat_firm import FirmTotals, firm_totals
from relationships.scoring.repeat_queries import BeingCounted, first_booking_without
from relationships.scoring.repeat_segments import segment_keys
from relationships.scoring.repeat_text import BAR_WORDS, SEGMENT_WORDS

SEGMENTS_SHOWN = 12


class State(StrEnum):
    """How much there is to show."""

    NO_ENTRIES = "no_entries"
    NO_HISTORY = "no_history"
    READY = "ready"


@dataclass(frozen=True)
class SegmentLine:
    """A segment with its own share, last period's, and where it opens."""

    row: SegmentRow
    name: str
    address: str
    change: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """The share, unless there is too little to judge by."""
        return None if self.row.too_few else self.row.share


@dataclass(frozen=True)
class RepeatPage(Dated):
    """Context of dashboards/repeat_business.html and the head and foot of the pages below it."""

    lens: Lens
    now: RepeatBusiness
    before: RepeatBusiness
    series: Series
    segments: list[SegmentLine]
    fees: bool
    fresh: Freshness
    all_segments: bool = False
    firm: FirmTotals | None = None
    forecast: ForecastTile | None = None

    @cached_property
    def drawn_from(self) -> bytes:
        """All that the figures are drawn from, whoever reads them: what they are kept under."""
        drawn = (self.series.points, self.series.complete)
        figures = (self.now, self.before, drawn, self.segments, self.firm, self.forecast)
        return _digest(self._asked, figures, self.fees, self.all_segments)

    @cached_property
    def head_from(self) -> bytes:
        """The same for the menus, which offer the reader's own practice, office and work."""
        user = read_places(self.lens.user)
        own = [(each.public_id, each.name) for each in (user.practice, user.office) if each]
        return _digest(self._asked, self.now.ledger_starts_on, user.pk, user.public_id, own, self.files)

    @property
    def _asked(self) -> tuple[object, ...]:
        lens = self.lens
        return lens.policy, lens.period, lens.key, lens.scopes, lens.today, lens.by, lens.versions, lens.owned

    @property
    def state(self) -> State:
        if self.now.ledger_starts_on is None:
            return State.NO_ENTRIES
        return State.NO_HISTORY if self.now.share_reason == ShareReason.NO_EARLIER_FEE else State.READY

    @property
    def files(self) -> list[tuple[str, str]]:
        """What each table of the page is called, and where it is to be had as CSV, if this reader may have it."""
        if not self.fees or self.state == State.NO_ENTRIES:
            return []
        by = (f"By {self.segment_word.lower()}", "by")
        tables = (
            [by] if self.all_segments else [*(("Figures", "summary"), ("Bridge", "bridge"), ("Trend", "trend")), by]
        )
        return [(name, reverse("repeat_export") + self.lens.address(table=table)) for name, table in tables]

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
    def change_words(self) -> str:
        """ "up 1.3 on last year", or nothing when last year has no share."""
        if self.change is None:
            return ""
        if not self.change:
            return "the same as last year"
        return f"{'up' if self.change > 0 else 'down'} {abs(self.change)} on last year"

    @property
    def share_points(self) -> Decimal | None:
        """The share in per cent with one place."""
        return None if self.now.share is None else points(self.now.share)

    @property
    def window(self) -> str:
        return window(self.lens.policy)

    @property
    def companions(self) -> list[Companion]:
        return companions(self.now, fees=self.fees)

    @property
    def ahead(self) -> Ahead | None:
        """Where the line of twelve months will be when the year ends."""
        told = self.forecast
        return Ahead("Year end", told.middle, told.low, told.high) if told and self.series.points else None

    @property
    def late_returns(self) -> Decimal:
        """Fees of clients who were here before but not within the window: neither repeat nor new."""
        return self.now.outside_policy - self.now.new_revenue

    @cached_property
    def bars(self) -> list[DrawnBar]:
        """The bridge, each bar opening its clients."""
        return [self._bar(bar, amount) for bar, amount in self.now.bridge.items() if bar != Bar.CORRECTIONS or amount]

    @property
    def shown(self) -> list[SegmentLine]:
        """The lines that fit on the dashboard."""
        return self.segments if self.all_segments else self.segments[:SEGMENTS_SHOWN]

    @property
    def more(self) -> bool:
        return len(self.shown) < len(self.segments)

    @property
    def axis(self) -> Decimal:
        """Where the common axis of the segments begins."""
        return axis_start(self.lens.policy.goal, *(line.share for line in self.segments))

    @property
    def axis_words(self) -> str:
        goal = points(self.lens.policy.goal, 1).normalize()
        return f"{points(self.axis, 0)} to 100, goal at {goal:f}"

    @cached_property
    def periods(self) -> list[Choice]:
        return period_choices(self.lens, self.now.ledger_starts_on)

    @cached_property
    def scopes(self) -> list[Choice]:
        return scope_choices(self.lens)

    @cached_property
    def groups(self) -> list[Choice]:
        return group_choices(self.lens)

    @property
    def segment(self) -> Segment:
        return self.lens.by

    @property
    def segment_word(self) -> str:
        """What the breakdown is by."""
        return speak(SEGMENT_WORDS[self.segment])

    @property
    def title(self) -> str:
        return speak(f"Repeat business by {self.segment_word.lower()}")

    @property
    def segment_choices(self) -> list[Choice]:
        def address(each: Segment) -> str:
            if self.all_segments:
                return reverse("repeat_by", args=[each]) + self.lens.address(by="")
            return self.lens.address(by=each) + "#where"

        return [Choice(speak(SEGMENT_WORDS[each]), address(each), each == self.segment) for each in Segment]

    def _bar(self, bar: Bar, amount: Decimal) -> DrawnBar:
        last, now = self.before.period.name, self.now.period.name
        label = {Bar.PREVIOUS: last, Bar.CURRENT: now}.get(bar) or BAR_WORDS[bar]
        href = reverse("repeat_bridge", args=[bar]) + self.lens.address() if self.fees else ""
        return DrawnBar(bar, label, amount, self.now.sums.bar_clients[bar], href)


def _digest(*said: object) -> bytes:
    """Of everything that `said` holds; the dataclasses in it are written out with all their fields."""
    return sha256(repr(said).encode()).digest()


def repeat_page(lens: Lens, *, all_segments: bool = False) -> RepeatPage:
    """The dashboard of a lens; with `all_segments` the whole breakdown in place of the trend."""
    try:
        before, now = before_and_now(lens)
    except BeingCounted:
        _wish_for_the_rest(lens)
        raise
    return RepeatPage(
        lens=lens,
        now=now,
        before=before,
        series=Series([], complete=True) if all_segments else trend_of(lens, now.ledger_starts_on),
        segments=segment_lines(lens, lens.by, now, before),
        fees=can(lens.user, Capability.SEE_FEES),
        fresh=freshness(now.waiting_since),
        all_segments=all_segments,
        firm=None if all_segments else _firm(lens, now),
        forecast=None if all_segments else forecast_tile(lens),
    )


def _wish_for_the_rest(lens: Lens) -> None:
    """Ask for all that the dashboard shows, so that one round of counting is enough."""
    forecast_tile(lens)
    with suppress(BeingCounted):
        trend_of(lens, first_booking_without(lens.reading.hidden))


def _firm(lens: Lens, now: RepeatBusiness) -> FirmTotals | None:
    """The firm's own figures beside those of the clients that its reader may see, where he may have them."""
    # Two rules differ by few clients. Told by one rule alone, no difference tells about them.
    if not lens.user.firm_totals or lens.by_other_rule or lens.owned or lens.money:
        return None
    question = lens.question((lens.period.before(), lens.period))
    return firm_totals(now, question, periods_offered(lens, now.ledger_starts_on))


def segment_lines(lens: Lens, segment: Segment, now: RepeatBusiness, before: RepeatBusiness) -> list[SegmentLine]:
    """A line per segment, the largest first."""
    keys = segment_keys(segment, [row.id for row in now.by])
    last = {row.id: row for row in before.by}
    lines = []
    for row in now.by:
        then = last.get(row.id)
        change = None if then is None or then.too_few or row.too_few else point_change(row.share, then.share)
        address = reverse("repeat_segment", args=[segment, keys[row.id]]) + lens.address()
        lines.append(SegmentLine(row, row.key or nameless(segment), address, change))
    return lines


def point_change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percentage points gained, as the two rounded figures on the page differ."""
    return None if now is None or before is None else points(now) - points(before)
