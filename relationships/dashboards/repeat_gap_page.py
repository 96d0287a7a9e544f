"""Short of the goal, in human units: which quiet clients usually bring it, and whose word would bring them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.policy import Capability, can
from accounts.vocabulary import speak
from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, before_and_now, freshness
from relationships.foundation.display.days import day
from relationships.foundation.display.money import money_short
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_chance import METHOD
from relationships.scoring.repeat_gap import Gap, Quiet, gap_to_goal
from relationships.scoring.repeat_json import cents

SHOWN = 50


@dataclass(frozen=True)
class QuietLine:
    """A quiet client; `reason` is what a colleague reads when a touch is put on their day; `last_needed`: with this one
    the gap is closed."""

    quiet: Quiet
    reason: str
    last_needed: bool

    @property
    def plan_on(self) -> date:
        """The day for a touch by the client's own rhythm, or the next one on which somebody works."""
        on = self.quiet.touch_on
        return on + timedelta(days=max(0, 7 - on.weekday()) if on.weekday() >= 5 else 0)

    @property
    def strength(self) -> float | None:
        return self.quiet.holder.strength if self.quiet.holder else None


@dataclass(frozen=True)
class GapPage(Dated):
    """Context of dashboards/repeat_gap.html."""

    lens: Lens
    now: RepeatBusiness
    gap: Gap
    fresh: Freshness
    may_plan: bool

    @property
    def currency(self) -> str:
        return self.now.currency

    @property
    def lines(self) -> list[QuietLine]:
        enough = self.gap.enough
        return [
            QuietLine(each, self._reason(each), number == enough)
            for number, each in enumerate(self.gap.quiet[: max(SHOWN, enough or 0)], start=1)
        ]

    @property
    def more(self) -> int:
        """How many quiet clients are not shown."""
        return len(self.gap.quiet) - len(self.lines)

    @property
    def sentence(self) -> str:
        """ "Short by €212k: these 9 quiet clients usually bring it."."""
        gap, brings = self.gap, money_short(self.gap.missing, self.currency)
        count = len(gap.quiet)
        if gap.short_by is None:
            if not count:
                return speak("No client is late for its own rhythm.")
            return speak(f"{_counted(count)} usually {_bring(count)} {brings} more by now.")
        short = f"Short by {money_short(gap.short_by, self.currency)}"
        if not count:
            return speak(
                f"{short}, and no client is late for its own rhythm: the rest must come from new work with clients."
            )
        if gap.enough is None:
            return speak(f"{short}: {_counted(count).lower()} usually {_bring(count)} {brings} of it.")
        these = "this quiet client" if gap.enough == 1 else f"these {gap.enough} quiet clients"
        return speak(f"{short}: {these} usually {_bring(gap.enough)} it.")

    @property
    def method(self) -> str:
        return speak(METHOD)

    @property
    def csv(self) -> str:
        return self.lens.address(table="gap")

    def _reason(self, each: Quiet) -> str:
        return f"Quiet since {day(each.last_on, self.lens.today)}, usually brings {money_short(each.usual, self.currency)} by now."


def gap_page(lens: Lens) -> GapPage:
    """The gap of a lens."""
    _, now = before_and_now(lens, named=False)
    gap = gap_to_goal(lens.reading, lens.user, now)
    fresh = freshness(now.waiting_since)
    return GapPage(lens, now, gap, fresh, can(lens.user, Capability.LOG_INTERACTIONS))


def gap_table(lens: Lens) -> Table:
    """One quiet client a line."""
    page = gap_page(lens)
    header = [
        "client",
        "usual",
        "so_far",
        "missing",
        "last_fee_on",
        "days_quiet",
        "late_after_days",
        "chance_to_return",
    ]
    header += ["colleague", "tie", "planned_on"]
    return stamped(lens, "gap", header, map(_row, page.gap.quiet), fresh=page.fresh)


def _row(each: Quiet) -> Sequence[Any]:
    holder, planned = each.holder, each.planned
    sums = [cents(each.usual), cents(each.standing.current), cents(each.missing)]
    tie = round(holder.strength) if holder and holder.strength is not None else None
    who = [holder.colleague.name if holder else None, tie, planned.due_on if planned else None]
    return [each.standing.name, *sums, each.last_on, each.days, each.gap, round(each.chance, 2), *who]


def _counted(count: int) -> str:
    return "1 quiet client" if count == 1 else f"{count} quiet clients"


def _bring(count: int) -> str:
    return "brings" if count == 1 else "bring"
