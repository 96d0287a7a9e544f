"""Repeat business: the words and the formulas. Pure: sums in, shares out. The sums come from `repeat_queries`.

Every formula is the one of docs/definitions.md#repeat-business-share. Money is `Decimal` to the cent in the firm's
currency; shares are `Decimal` with ten places, None when there is nothing to divide by.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from relationships.foundation.periods import Period

UNLIMITED = "unlimited"
PREVIOUS_YEAR = "previous-year"
MONTHS_OF_PREVIOUS_YEAR = 12
# Below these a segment's share says more about chance than about the segment (house rule of the pages, not of the sums).
FEWEST_CLIENTS = 5
SMALLEST_TOTAL = Decimal(100_000)
ZERO = Decimal("0.00")
_SHARE = Decimal("1E-10")
_CENT = Decimal("0.01")


class ShareReason(StrEnum):
    """Why a share is absent, or looks odd."""

    NO_NET_FEES = "no_net_fees"
    NO_EARLIER_FEE = "no_earlier_fee"
    PUSHED_BY_CREDITS = "pushed_outside_0_1_by_credits"


class Segment(StrEnum):
    """What a ledger entry can be broken down by."""

    PRACTICE = "practice"
    OFFICE = "office"
    PARTNER = "partner"
    TIER = "tier"
    INDUSTRY = "industry"
    ORIGINATING = "originating"
    OWNER = "owner"


class Bar(StrEnum):
    """A step of the bridge from the period before to this one, in the order in which it is read."""

    PREVIOUS = "previous"
    LOST = "lost"
    SHRUNK = "shrunk"
    GROWN = "grown"
    REACTIVATED = "reactivated"
    NEW = "new"
    CORRECTIONS = "corrections"
    CURRENT = "current"


CHANGES = (Bar.LOST, Bar.SHRUNK, Bar.GROWN, Bar.REACTIVATED, Bar.NEW, Bar.CORRECTIONS)


@dataclass(frozen=True)
class Policy:
    """How the firm reads "repeat business": one version of the stored policy, or a reading asked for once.

    `lookback` is a number of months, `unlimited` or `previous-year`; `goal` a share 0-1.
    """

    name: str = "House rule"
    version: int = 1
    lookback: str = "36"
    mode: str = "calendar"
    level: str = "group"
    ownership: str = "reported"
    fy_start_month: int = 1
    one_offs: str = "included"
    first_engagement: str = "included"
    goal: Decimal = Decimal("0.85")
    credits: str = "booked"
    """`booked`: a credit counts on its own day; `document`: on that of the fee whose document it names."""
    currency: str = "booked"
    """`booked`: amounts at the rate of their booking day; `constant`: each currency at its last known rate."""

    @property
    def lookback_months(self) -> int | None:
        """Months to look back from a period's start; None when any earlier fee counts."""
        if self.lookback == UNLIMITED:
            return None
        return MONTHS_OF_PREVIOUS_YEAR if self.lookback == PREVIOUS_YEAR else int(self.lookback)

    @property
    def is_rolling(self) -> bool:
        return self.mode == "rolling"


def as_asked(policy: Policy, changes: dict[str, Any]) -> Policy:
    """`policy` with `changes` for one look. Its name then says that it is not the firm's own reading."""
    asked = replace(policy, **changes)
    return asked if asked == policy else replace(asked, name=f"{policy.name} (as asked)")


@dataclass(frozen=True)
class Within:
    """One segment whose entries alone are summed; `id` None stands for entries that name none."""

    segment: Segment
    id: int | None


@dataclass(frozen=True)
class RepeatSums:
    """What the ledger adds up to for one period; the raw material of `RepeatBusiness`.

    `base`, `kept`, `gross` are sums over the clients with net fees in the period before: their fees then, their fees
    now, and of these no more than then. `entries` are counted whatever their sign. `active` sums the clients with net fees now; `squares` their squared fees.
    """

    total: Decimal
    repeat: Decimal
    repeat_without_reactivated: Decimal
    clients: int
    new_revenue: Decimal
    base: Decimal
    kept: Decimal
    gross: Decimal
    had: int
    stayed: int
    entries: int
    previous_entries: int
    top1: Decimal
    top10: Decimal
    active: Decimal
    squares: Decimal
    bars: dict[Bar, Decimal]
    bar_clients: dict[Bar, int]
    any_earlier_fee: bool
    history_complete: bool


@dataclass(frozen=True)
class SegmentRow:
    """A practice, office or partner: `key` is its name (None: entries that name none), `id` its row."""

    key: str | None
    total: Decimal
    repeat: Decimal
    share: Decimal | None
    clients: int
    id: int | None = None

    @property
    def too_few(self) -> bool:
        """Too few clients or fees to judge the share by."""
        return self.clients < FEWEST_CLIENTS or self.total < SMALLEST_TOTAL


@dataclass(frozen=True)
class Concentration:
    """Shares of the largest client, the ten largest, and how many equal clients would weigh the same (1 ÷ HHI)."""

    top1: Decimal | None
    top10: Decimal | None
    hhi: Decimal | None
    effective_clients: Decimal | None


@dataclass(frozen=True)
class RepeatBusiness:
    """The repeat-business share of one period with everything that must stand beside it."""

    policy: Policy
    period: Period
    currency: str
    total: Decimal
    repeat: Decimal
    share: Decimal | None
    share_reason: ShareReason | None
    history_complete: bool
    clients: int
    new_revenue: Decimal
    nrr: Decimal | None
    grr: Decimal | None
    retention: Decimal | None
    concentration: Concentration
    bridge: dict[Bar, Decimal]
    sums: RepeatSums
    ledger_starts_on: date | None
    by: list[SegmentRow] = field(default_factory=list)
    remembered: bool = field(default=False, compare=False)
    waiting_since: datetime | None = field(default=None, compare=False, repr=False)
    """When the earliest change was saved that remembered figures do not hold yet."""

    @property
    def share_without_reactivated(self) -> Decimal | None:
        """The share if clients who paid nothing in the period before did not count as existing."""
        return None if self.share is None else ratio(self.sums.repeat_without_reactivated, self.total)

    @property
    def outside_policy(self) -> Decimal:
        """Net fees that are not repeat under the policy. More than `new_revenue` when clients came back too late."""
        return self.total - self.repeat

    @property
    def room_for_new(self) -> Decimal | None:
        """How much more new work fits before the share falls to the goal; negative when it is already below it."""
        if self.share is None or self.total <= 0:
            return None
        return (self.repeat / self.policy.goal - self.total).quantize(_CENT, ROUND_HALF_EVEN)

    @property
    def short_by(self) -> Decimal | None:
        """How much more from existing clients lifts the share to the goal; None when it is met or can't be."""
        goal = self.policy.goal
        if self.share is None or self.share >= goal or goal >= 1:
            return None
        return ((goal * self.total - self.repeat) / (1 - goal)).quantize(_CENT, ROUND_HALF_EVEN)


def figures(
    *,
    policy: Policy,
    period: Period,
    currency: str,
    sums: RepeatSums,
    ledger_starts_on: date | None,
    by: list[SegmentRow] | None = None,
    remembered: bool = False,
    waiting_since: datetime | None = None,
) -> RepeatBusiness:
    """Put the formulas over the sums."""
    share, reason = share_of(sums.total, sums.repeat, sums.any_earlier_fee)
    return RepeatBusiness(
        policy=policy,
        period=period,
        currency=currency,
        total=sums.total,
        repeat=sums.repeat,
        share=share,
        share_reason=reason,
        history_complete=sums.history_complete,
        clients=sums.clients,
        new_revenue=sums.new_revenue,
        nrr=ratio(sums.kept, sums.base),
        grr=ratio(sums.gross, sums.base),
        retention=ratio(Decimal(sums.stayed), Decimal(sums.had)),
        concentration=concentration(sums),
        bridge=sums.bars,
        sums=sums,
        ledger_starts_on=ledger_starts_on,
        by=by or [],
        remembered=remembered,
        waiting_since=waiting_since,
    )


def share_of(total: Decimal, repeat: Decimal, any_earlier_fee: bool) -> tuple[Decimal | None, ShareReason | None]:
    """The share, and why it is absent or odd. Absent only without net fees, or without any fee before the period."""
    if total <= 0:
        return None, ShareReason.NO_NET_FEES
    if not any_earlier_fee:
        return None, ShareReason.NO_EARLIER_FEE
    share = ratio(repeat, total)
    odd = repeat < 0 or repeat > total
    return share, ShareReason.PUSHED_BY_CREDITS if odd else None


def concentration(sums: RepeatSums) -> Concentration:
    """How much hangs on few clients. Shares are of the clients with net fees, so they stay within 0-1."""
    hhi = ratio(sums.squares, sums.active * sums.active)
    return Concentration(
        top1=ratio(sums.top1, sums.active),
        top10=ratio(sums.top10, sums.active),
        hhi=hhi,
        effective_clients=ratio(sums.active * sums.active, sums.squares),
    )


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` of `whole`, ten places, half-even. None when `whole` is not positive: absent is not zero."""
    return (part / whole).quantize(_SHARE, ROUND_HALF_EVEN) if whole > 0 else None
