"""The definition lens: the same ledger under every shipped reading, and who makes two of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import Http404
from django.utils import timezone

from accounts.policy import Capability, can
from accounts.queries import the_firm
from accounts.vocabulary import speak
from relationships.clients.models import Client
from relationships.dashboards.numbered_pages import PAGE_SIZE, Numbered, last_page
from relationships.dashboards.repeat_choices import Choice, period_choices
from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_page import point_change
from relationships.foundation.drawing.scale import axis_start
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_json import cents, plain
from relationships.scoring.repeat_readings import (
    FIRM,
    SHIPPED,
    Difference,
    ReadAs,
    differences,
    names_of,
    policy_read_as,
    readings,
)

WORDS = {
    FIRM: ("Our rule", "as it stands in the settings"),
    "unlimited": ("Any earlier fee", "however long ago"),
    "previous-year": ("Last year only", "a fee in the twelve months before the period"),
    "rolling": ("Entry by entry", "a fee in the window before each single entry"),
    "entity": ("Each legal entity by itself", "a sister company is a new client"),
    "today": ("Groups as owned today", "whoever owns a client now has always owned it"),
    "one-offs-apart": ("Without one-off work", "it leaves both sums"),
    "first-engagement-apart": ("Without the first engagement’s tail", "only other work is repeat business"),
}


@dataclass(frozen=True)
class ReadingLine:
    """A reading with its figures, how it differs from the firm's own, and where the difference opens."""

    key: str
    name: str
    explained: str
    found: RepeatBusiness
    change: Decimal | None
    address: str


@dataclass(frozen=True)
class ReadingsPage:
    """Context of dashboards/repeat_readings.html."""

    lens: Lens
    lines: list[ReadingLine]
    periods: list[Choice]
    currency: str
    fees: bool
    as_of: datetime

    @property
    def axis(self) -> Decimal:
        """Where the axis of all rows begins."""
        return axis_start(*(line.found.share for line in self.lines))


@dataclass(frozen=True)
class DifferenceRow:
    """A group that two readings count differently."""

    client: Client
    counted: Difference


@dataclass(frozen=True)
class DifferencePage:
    """Context of dashboards/repeat_difference.html; `change` sums every row, whichever page is shown."""

    lens: Lens
    key: str
    name: str
    found: Numbered[DifferenceRow]
    change: Decimal
    total_change: Decimal
    currency: str
    as_of: datetime


def readings_page(lens: Lens) -> ReadingsPage:
    """Every reading of the period, the firm's own first."""
    read = readings(policy=lens.policy, period=lens.period, user=lens.user, today=lens.today)
    firm = read[0].found
    lines = [_line(lens, each, firm) for each in read]
    fees = can(lens.user, Capability.SEE_FEES)
    return ReadingsPage(lens, lines, period_choices(lens, firm.ledger_starts_on), firm.currency, fees, timezone.now())


def difference_page(lens: Lens, key: str, *, page: int) -> DifferencePage:
    """One page of the groups that make a reading differ from the firm's own. Raises `Http404`."""
    if key not in SHIPPED:
        raise Http404(f"There is no such reading. There are: {', '.join(SHIPPED)}.")
    found = differences(
        lens.policy, policy_read_as(lens.policy, key), period=lens.period, user=lens.user, today=lens.today
    )
    number = min(page, last_page(len(found)))
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    names = names_of(lens.user, shown)
    rows = [DifferenceRow(names[each.client_id], each) for each in shown if each.client_id in names]
    return DifferencePage(
        lens,
        key,
        speak(WORDS[key][0]),
        Numbered(rows, len(found), number, last_page(len(found))),
        sum((each.change for each in found), Decimal(0)),
        sum((each.total_change for each in found), Decimal(0)),
        the_firm().base_currency,
        timezone.now(),
    )


def readings_table(lens: Lens) -> Table:
    """One reading a line, for CSV."""
    rows = [
        [each.key, cents(each.found.total), cents(each.found.repeat), plain(each.found.share), each.found.clients]
        for each in readings(policy=lens.policy, period=lens.period, user=lens.user, today=lens.today)
    ]
    return stamped(lens, "readings", ["reading", "total", "repeat", "share", "clients"], rows)


def _line(lens: Lens, read: ReadAs, firm: RepeatBusiness) -> ReadingLine:
    name, explained = map(speak, WORDS[read.key])
    change = None if read.key == FIRM else point_change(read.found.share, firm.share)
    return ReadingLine(read.key, name, explained, read.found, change, lens.address())
