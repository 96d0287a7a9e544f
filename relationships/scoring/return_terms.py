"""The terms of the return likelihood: what each is called, and which models may use it. Pure.

Formulas stand in `return_matrix`. Terms that say nearly the same belong to one family; pages show families.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One input of the model. `family` is the line of the page that it belongs to."""

    key: str
    name: str
    family: str


FAMILIES = {
    "rhythm": "Time since the last fee, against their own rhythm",
    "bookings": "How often they booked",
    "money": "What they paid",
    "years": "How long they have been with us",
    "partner": "The book of whoever is responsible",
    "touch": "Touchpoints",
}

TERMS = {
    term.key: term
    for term in (
        Term("decay_365", "Bookings, weighed by amount and age", "bookings"),
        Term("recency", "Days since the last fee", "rhythm"),
        Term("bookings_12", "Fees booked in 12 months", "bookings"),
        Term("bookings_24", "Fees booked in 24 months", "bookings"),
        Term("own_gap_ratio", "Days since the last fee ÷ own usual gap", "rhythm"),
        Term("tenure", "Days since the first fee", "years"),
        Term("bookings_ever", "Fees booked ever", "bookings"),
        Term("money_12", "Fees of 12 months", "money"),
        Term("money_24", "Fees of 24 months", "money"),
        Term("money_ever", "Fees ever", "money"),
        Term("money_mean", "Fee of a usual booking", "money"),
        Term("decayed_90", "Bookings, halved every 90 days", "bookings"),
        Term("decayed_180", "Bookings, halved every 180 days", "bookings"),
        Term("decayed_365", "Bookings, halved every 365 days", "bookings"),
        Term("partner_book", "Clients in the partner’s book", "partner"),
        Term("partner_kept", "Share of the partner’s book that came back last year", "partner"),
        Term("own_gap", "Own usual gap between fees", "rhythm"),
        Term("year_before", "Any fee in the year before last", "years"),
        Term("money_usual", "Fees of 12 months against a usual year", "money"),
        Term("years_active", "Years with a fee", "years"),
        Term("touches_90", "Touchpoints in 90 days", "touch"),
        Term("touches_365", "Touchpoints in 365 days", "touch"),
        Term("touch_recency", "Days since the last touchpoint", "touch"),
        Term("people_365", "People of theirs met in 365 days", "touch"),
        Term("colleagues_365", "Colleagues of ours who met them in 365 days", "touch"),
    )
}

_FIVE = ("decay_365", "recency", "bookings_12", "bookings_24", "own_gap_ratio", "tenure")
_OWN = (
    *_FIVE,
    *("bookings_ever", "money_12", "money_24", "money_ever", "money_mean", "money_usual"),
    *("decayed_90", "decayed_180", "decayed_365", "partner_kept", "own_gap", "year_before", "years_active"),
)
_ALL = (*_OWN, "partner_book")
_TOUCH = ("touches_90", "touches_365", "touch_recency", "people_365", "colleagues_365")


@dataclass(frozen=True)
class TermSet:
    """Terms that are fitted together, and how strongly their weights are held towards zero (in clients' worth)."""

    key: str
    terms: tuple[str, ...]
    ridge: float


DECAY = TermSet("decay", ("decay_365",), 30.0)
FIVE = TermSet("five", _FIVE, 10.0)
OWN = TermSet("own", _OWN, 10.0)
ALL = TermSet("all", _ALL, 10.0)
TOUCH = TermSet("touch", (*_ALL, *_TOUCH), 10.0)


@dataclass(frozen=True)
class Candidate:
    """A model to try: `share` (0-1) of the log-odds that `terms` give, the rest of those that decay alone gives."""

    key: str
    name: str
    terms: TermSet
    share: float = 1.0


_HALF = ", half and half with decay alone"
# From the fewest terms to the most; of equals the earlier one is taken.
CANDIDATES = (
    Candidate("decay", "Bookings weighed by amount and age alone", DECAY),
    Candidate("five_half", f"Five terms of recency, frequency and tenure{_HALF}", FIVE, 0.5),
    Candidate("five", "Five terms of recency, frequency and tenure", FIVE),
    Candidate("own_half", f"The client’s own ledger{_HALF}", OWN, 0.5),
    Candidate("own", "The client’s own ledger", OWN),
    Candidate("all_half", f"Everything the ledger says{_HALF}", ALL, 0.5),
    Candidate("all", "Everything the ledger says", ALL),
    Candidate("touch_half", f"Ledger and touchpoints{_HALF}", TOUCH, 0.5),
    Candidate("touch", "Ledger and touchpoints", TOUCH),
)
# Without an earlier year to try them on, few terms are the safe choice.
UNTRIED = CANDIDATES[1]
