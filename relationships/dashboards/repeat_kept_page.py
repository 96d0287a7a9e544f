"""What the page said on an earlier day: kept figures, none of them counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.dashboards.repeat_choices import Choice
from relationships.dashboards.repeat_csv import Table
from relationships.dashboards.repeat_lens import Lens
from relationships.foundation.display.share import percent
from relationships.foundation.period_keys import QUARTER, ROLLING, TO_DATE
from relationships.scoring.repeat_json import cents, plain
from relationships.scoring.repeat_kept import KEPT_PERIODS, Kept, kept_days, last_kept

DAYS_SHOWN, MOST_DAYS = 31, 20_000
WORDS = {TO_DATE: "Year to date", ROLLING: "Last twelve months", QUARTER: "Quarter to date"}


@dataclass(frozen=True)
class KeptPage:
    """Context of dashboards/repeat_kept.html; `found` is what stood at the end of `on`, or the last day kept before it."""

    lens: Lens
    on: date
    key: str
    found: Kept | None
    rows: list[Kept]
    older: date | None
    periods: list[Choice]
    currency: str
    fees: bool
    problem: str = ""

    @property
    def period_words(self) -> str:
        return WORDS[self.key]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stood beside the share, in words."""
        kept = self.found
        if kept is None:
            return []
        shares = [("Net revenue retention", kept.nrr), ("Gross revenue retention", kept.grr), ("Kept", kept.retention)]
        return [(name, percent(value)) for name, value in shares]

    @property
    def now_address(self) -> str:
        """Where the same period is read from the ledger as it is today, by the same version of the rule."""
        if self.found is None:
            return ""
        return f"?period={self.key}-{self.found.on.isoformat()}&policy={self.found.policy_version}"


def kept_page(lens: Lens, query: Mapping[str, str]) -> KeptPage:
    """The figures of a day (`on`, today without it) for one of the running periods (`kept`)."""
    key = _key(query)
    on, problem = _day(query.get("on", ""), lens.today)
    hidden = lens.reading.hidden
    version = lens.policy.version if lens.by_other_rule else None
    rows = kept_days(hidden, key, until=on, limit=DAYS_SHOWN + 1, policy_version=version)
    older = rows[DAYS_SHOWN].on if len(rows) > DAYS_SHOWN else None
    choices = [Choice(WORDS[each], f"?kept={each}&on={on.isoformat()}", each == key) for each in KEPT_PERIODS]
    fees = can(lens.user, Capability.SEE_FEES)
    found = rows[0] if rows else None
    return KeptPage(
        lens, on, key, found, rows[:DAYS_SHOWN], older, choices, the_firm().base_currency, fees, problem=problem
    )


def kept_table(lens: Lens, query: Mapping[str, str]) -> Table:
    """Every day that is kept, the newest first, each with the version of the rule it was read by."""
    key = _key(query)
    header = ["on", "period", "period_start", "period_end", "share", "total", "repeat", "new_revenue", "clients", "nrr"]
    header += ["grr", "retention", "policy", "policy_version", "counted_at"]
    rows = (_row(each) for each in kept_days(lens.reading.hidden, key, until=lens.today, limit=MOST_DAYS))
    return Table(f"repeat-business-kept-{key}.csv", header, rows)


def kept_instead(lens: Lens) -> Kept | None:
    """What can be shown while the figures that a lens asks for are being counted: the last ones kept of the period."""
    if lens.scopes or lens.owned or lens.money or lens.key not in KEPT_PERIODS:
        return None
    return last_kept(lens.reading.hidden, lens.key, until=lens.today, policy_version=lens.policy.version)


def _row(kept: Kept) -> list[object]:
    period, money = kept.figures["period"], [cents(each) for each in (kept.total, kept.repeat, kept.new_revenue)]
    shares: list[object] = [plain(each) for each in (kept.nrr, kept.grr, kept.retention)]
    counted: datetime = kept.counted_at
    return [
        *(kept.on, kept.period, period["start"], period["end"], plain(kept.share), *money, kept.clients, *shares),
        *(kept.policy_name, kept.policy_version, counted.isoformat()),
    ]


def _key(query: Mapping[str, str]) -> str:
    key = query.get("kept") or TO_DATE
    if key not in KEPT_PERIODS:
        raise Http404(f"Figures are kept of {', '.join(KEPT_PERIODS)}.")
    return key


def _day(written: str, today: date) -> tuple[date, str]:
    """The day asked for; today, with what is wrong about it, for what is none."""
    if not written:
        return today, ""
    try:
        return min(date.fromisoformat(written.strip()), today), ""
    except ValueError:
        return today, "Enter a day such as 2026-03-01."
