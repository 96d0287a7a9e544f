"""Fees of one client over the firm's fiscal years, as the client page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.queries import the_firm
from relationships.clients.joint_queries import Held
from relationships.engagements.fees import FeesByYear, last_years, years_running
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year_of, year_name

YEARS_SHOWN = 8
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class FeeYears:
    """Net fees by fiscal year, the current one last, and how many in a row were positive."""

    columns: list[tuple[int, Decimal]]
    running: int
    currency: str
    this_year: str
    last_year: str
    held: Sequence[Held] = ()
    """For whom it counts today what is booked here; such an account has no fees of its own."""

    @property
    def now(self) -> Decimal | None:
        """Net fees of the current fiscal year so far."""
        return self.columns[-1][1] if self.columns else None

    @property
    def before(self) -> Decimal | None:
        """Net fees of the fiscal year before."""
        return self.columns[-2][1] if len(self.columns) > 1 else None

    @property
    def running_words(self) -> str:
        """ "Eight years running"."""
        if self.held:
            return "A joint account"
        if not self.columns:
            return "No fees yet"
        if self.running < 2:
            return "First year running" if self.running else "No fees this year or last"
        number = NUMBERS[self.running] if self.running < len(NUMBERS) else str(self.running)
        return f"{number.capitalize()} years running"


def fee_years(fees: FeesByYear, held: Sequence[Held] = ()) -> FeeYears:
    """What the page shows of one client's `fees`, in the firm's years and currency."""
    firm = the_firm()
    month = firm.fiscal_start_month
    this_year = fiscal_year_of(firm_day().on, month)
    return FeeYears(
        columns=last_years(fees, this_year, YEARS_SHOWN),
        running=years_running(fees, this_year),
        currency=firm.base_currency,
        this_year=year_name(this_year, month),
        last_year=year_name(this_year - 1, month),
        held=held,
    )
