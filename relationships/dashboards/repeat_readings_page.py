"""The definition lens: the same ledger under every shipped reading, and who makes two of them differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import Http404

from accounts.policy import Capability, can
from accounts.queries import the_firm
from accounts.vocabulary import speak
from relationships.clients.models import Client
from relationships.dashboards.numbered_pages import PAGE_SIZE, Numbered, last_page
from relationships.dashboards.repeat_choices import Choice, period_choices
from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness, freshness_of
from relationships.dashboards.repeat_page import point_change
from relationships.foundation.drawing.scale import axis_start
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_differences import Differences, differences_as_kept
from relationships.scoring.repeat_json import cents, plain
from relationships.scoring.repeat_readings import (
    FIRM,
    SHIPPED,
    Difference,
    ReadAs,
    names_of,
    policy_read_as,
    readings_as_kept,
)

WORDS = {
    FIRM: ("Our rule", "as it stands in the settings"),
    "unlimited": ("Any earlier fee", "however long ago"),
    "previous-year": ("Last year only", "a fee in the twelve months before the period"),
    "rolling": ("Entry by entry", "a fee in the window before each single entry"),
    "entity": ("Each legal entity by itself", "a sister company is a new client"),
    "today": ("Groups as owned today", "whoever owns a client now has always owned it"),
    "one-offs-apart": ("Without one-off work", "it leaves both sums"),
    "credits-to-documents": (
        "Credits on the day of their invoice",
        "a credit that carries the number of an earlier invoice takes its day",
    ),
    "constant-currency": (
        "At constant rates",
        "each foreign currency at its last known rate, so that no rate moves it",
    ),
    "first-engagement-apart": ("Without the first engagement’s tail", "only other work is repeat business"),
}


@dataclass(frozen=True)
class ReadingLine:
    """A reading with its figures, how it differs from the firm's own, and where the difference opens."""

    key: str
    name: str
    explained: str
    found: RepeatBusiness | None
    change: Decimal | None
    address: str
    everywhere: str = ""
    """Where every page is read this way; only for readings that pages can be asked for."""

    @property
    def share(self) -> Decimal | None:
        """The share; None without one, and while it is being counted."""
        return self.found.share if self.found else None


@dataclass(frozen=True)
class ReadingsPage(Dated):
    """Context of dashboards/repeat_readings.html."""

    lens: Lens
    lines: list[ReadingLine]
    periods: list[Choice]
    currency: str
    fees: bool
    fresh: Freshness

    @property
    def axis(self) -> Decimal:
        """Where the axis of all rows begins."""
        return axis_start(*(line.share for line in self.lines))


@dataclass(frozen=True)
class DifferenceRow:
    """A group that two readings count differently."""

    client: Client
    counted: Difference


@dataclass(frozen=True)
class DifferencePage(Dated):
    """Context of dashboards/repeat_difference.html; `counted` sums every group, whichever are shown."""

    lens: Lens
    key: str
    name: str
    found: Numbered[DifferenceRow]
    counted: Differences
    currency: str
    fresh: Freshness

    @property
    def beyond(self) -> int:
        """How many groups differ too little to be listed here."""
        return self.counted.count - self.found.count


def readings_page(lens: Lens) -> ReadingsPage:
    """Every reading of the period, the firm's own first."""
    read = readings_as_kept(lens.question((lens.period,)))
    firm = read[0].found
    lines = [_line(lens, each, firm) for each in read]
    return ReadingsPage(
        lens,
        lines,
        period_choices(lens, firm.ledger_starts_on if firm else None),
        the_firm().base_currency,
        can(lens.user, Capability.SEE_FEES),
        _fresh(lens, read),
    )


def _fresh(lens: Lens, read: list[ReadAs]) -> Freshness:
    found = [each.found for each in read if each.found is not None]
    fresh = freshness(*(each.waiting_since for each in found))
    return replace(fresh, counting=len(found) < len(read))


def difference_page(lens: Lens, key: str, *, page: int) -> DifferencePage:
    """One page of the groups that make a reading differ from the firm's own. Raises `Http404`."""
    if key not in SHIPPED:
        raise Http404(f"There is no such reading. There are: {', '.join(SHIPPED)}.")
    counted = differences_as_kept(lens.question((lens.period,)), policy_read_as(lens.policy, key))
    found = counted.found[0] if counted.found else Differences(0, Decimal(0), Decimal(0), [])
    number = min(page, last_page(len(found.rows)))
    shown = found.rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    names = names_of(lens.user, shown)
    rows = [DifferenceRow(names[each.client_id], each) for each in shown if each.client_id in names]
    return DifferencePage(
        lens,
        key,
        speak(WORDS[key][0]),
        Numbered(rows, len(found.rows), number, last_page(len(found.rows))),
        found,
        the_firm().base_currency,
        freshness_of(counted.kept),
    )


def readings_table(lens: Lens) -> Table:
    """One reading a line, for CSV."""
    read = readings_as_kept(lens.question((lens.period,)))
    found = [(each.key, each.found) for each in read if each.found is not None]
    rows = [
        [key, cents(figures.total), cents(figures.repeat), plain(figures.share), figures.clients]
        for key, figures in found
    ]
    return stamped(lens, "readings", ["reading", "total", "repeat", "share", "clients"], rows, fresh=_fresh(lens, read))


def difference_table(lens: Lens, key: str) -> Table:
    """The clients that make a reading differ from the firm's own, one a line. Raises `Http404`."""
    page = difference_page(lens, key, page=1)
    names = names_of(lens.user, page.counted.rows)
    rows = [
        [names[each.client_id].name, *map(cents, (*each.repeats, each.change, *each.totals))]
        for each in page.counted.rows
        if each.client_id in names
    ]
    header = ["client", "repeat_by_our_rule", "repeat_read_this_way", "difference", "fees_by_our_rule"]
    return stamped(lens, f"difference-{key}", [*header, "fees_read_this_way"], rows, fresh=page.fresh)


def _line(lens: Lens, read: ReadAs, firm: RepeatBusiness | None) -> ReadingLine:
    name, explained = map(speak, WORDS[read.key])
    change = None
    if read.key != FIRM and read.found and firm:
        change = point_change(read.found.share, firm.share)
    everywhere = {"constant-currency": replace(lens, money="constant"), "today": replace(lens, owned="today")}
    asked = everywhere[read.key].address() if read.key in everywhere else ""
    return ReadingLine(read.key, name, explained, read.found, change, lens.address(), asked)
