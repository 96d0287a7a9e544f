"""The two menus of the repeat-business pages: which period, which scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.vocabulary import speak
from relationships.dashboards.repeat_lens import Lens, Scope, owned_as, period_of
from relationships.foundation.period_keys import QUARTER, ROLLING, TO_DATE
from relationships.foundation.periods import Period, fiscal_year_of, quarter_to_date, quarters, year_name, year_to_date
from relationships.scoring.repeat_business import Segment, Within

YEARS_OFFERED = 40


@dataclass(frozen=True)
class Choice:
    """One line of a menu."""

    label: str
    address: str
    current: bool


def period_choices(lens: Lens, ledger_starts_on: date | None) -> list[Choice]:
    """The periods on offer as a menu."""
    offered = _offered(lens, ledger_starts_on)
    return [Choice(label, lens.address_of_period(key), key == lens.key) for key, label in offered]


def periods_offered(lens: Lens, ledger_starts_on: date | None) -> list[Period]:
    """The periods on offer."""
    month = lens.policy.fy_start_month
    return [period_of(key, month, lens.today) for key, _ in _offered(lens, ledger_starts_on)]


def _offered(lens: Lens, ledger_starts_on: date | None) -> list[tuple[str, str]]:
    """This year and quarter to date, the last twelve months, this year's quarters, and past years that have entries."""
    month = lens.policy.fy_start_month
    now = year_to_date(lens.today, month)
    first = fiscal_year_of(ledger_starts_on, month) if ledger_starts_on else now.year
    offered = [(TO_DATE, f"This year, {now.name}"), (ROLLING, "Last twelve months")]
    offered.append((QUARTER, f"This quarter, {quarter_to_date(lens.today, month).name}"))
    begun = [part for part in quarters(now.year, month) if part.start <= lens.today]
    offered += [(f"{now.year}q{number}", part.name) for number, part in enumerate(begun, start=1)]
    last = max(first, now.year - YEARS_OFFERED)
    offered += [(str(year), year_name(year, month)) for year in range(now.year, last - 1, -1)]
    return offered


def scope_choices(lens: Lens) -> list[Choice]:
    """The whole firm and what is the reader's own; whatever is looked at stands in the list too."""
    user = lens.user
    own: list[tuple[str, tuple[Scope, ...]]] = [("Whole firm", ())]
    if user.practice:
        own.append((f"{speak('My practice')}, {user.practice.name}", (_own(Segment.PRACTICE, user.practice),)))
    if user.office:
        own.append((f"My office, {user.office.name}", (_own(Segment.OFFICE, user.office),)))
    own.append(("My own work", (_own(Segment.PARTNER, user),)))
    if lens.scopes not in [scopes for _, scopes in own]:
        own.append((lens.scope_name, lens.scopes))
    return [Choice(label, lens.address_of_scopes(scopes), scopes == lens.scopes) for label, scopes in own]


def group_choices(lens: Lens) -> list[Choice]:
    """Whose groups count; nothing where each legal entity stands for itself."""
    if lens.policy.level != "group":
        return []
    return [
        Choice(label, lens.address_of_groups(owned_as(owned, lens.rule)), lens.policy.ownership == owned)
        for owned, label in (("reported", "Groups as reported"), ("today", "Groups as owned today"))
    ]


def _own(segment: Segment, record: object) -> Scope:
    return Scope(Within(segment, record.pk), record.public_id, record.name)  # type: ignore[attr-defined]  # all three have them
