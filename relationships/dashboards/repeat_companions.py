"""The figures that always stand beside the share, each with what is behind it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.vocabulary import speak, words
from relationships.foundation.display.money import money_short
from relationships.foundation.display.share import NO_DATA, percent
from relationships.scoring.repeat_business import Bar, RepeatBusiness


@dataclass(frozen=True)
class Companion:
    """A figure, what is behind it, and where its definition stands on the rule page."""

    label: str
    value: str
    behind: str
    anchor: str


def companions(found: RepeatBusiness, *, fees: bool) -> list[Companion]:
    """NRR, GRR, retention, new clients, concentration. Without `fees` no amount is named."""
    sums, spread = found.sums, found.concentration
    now = _of(money_short(sums.kept, found.currency), money_short(sums.base, found.currency), fees)
    kept = _of(money_short(sums.gross, found.currency), money_short(sums.base, found.currency), fees)
    new = sums.bar_clients[Bar.NEW]
    return [
        Companion(
            "Net revenue retention", percent(found.nrr), f"last year’s {words()['clients']}, now and then{now}", "nrr"
        ),
        Companion("Gross revenue retention", percent(found.grr), f"the same without what grew{kept}", "grr"),
        Companion(speak("Clients kept"), percent(found.retention), f"{sums.stayed:,} of {sums.had:,}", "retention"),
        Companion(speak("Clients with fees"), f"{found.clients:,}", f"{sums.had:,} the year before", "clients"),
        Companion(speak("New clients"), f"{new:,}", _new(found, fees), "new"),
        Companion(
            speak("Largest client"), percent(spread.top1), f"the ten largest: {percent(spread.top10)}", "concentration"
        ),
        Companion(
            speak("Effective clients"), _effective(found), "as many equal ones would weigh the same", "concentration"
        ),
    ]


def _of(part: str, whole: str, fees: bool) -> str:
    return f": {part} of {whole}" if fees else ""


def _new(found: RepeatBusiness, fees: bool) -> str:
    return f"never before: {money_short(found.new_revenue, found.currency)}" if fees else "never before"


def _effective(found: RepeatBusiness) -> str:
    number = found.concentration.effective_clients
    return NO_DATA if number is None else f"{number:,.1f}"
