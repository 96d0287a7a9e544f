"""Facts as terms, in natural units or their logarithm. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from relationships.scoring.arrays import Floats, np

# The gap of a client with one booking: nobody knows it, a year is the usual rhythm of whoever comes back at all.
UNKNOWN_GAP_DAYS = 365.0
LEAST_GAP_DAYS = 7.0
MOST_GAPS = 20.0
NEVER_TOUCHED_DAYS = 730.0


def every_term(facts: Mapping[str, Floats]) -> dict[str, Floats]:
    """Every term of these facts, by key."""
    gap = np.where(np.isnan(facts["gap_days"]), UNKNOWN_GAP_DAYS, facts["gap_days"])
    touched = np.where(np.isnan(facts["touch_days"]), NEVER_TOUCHED_DAYS, facts["touch_days"])
    usual_year = facts["money_ever"] / np.maximum(facts["years_active"], 1)
    logged = {
        "recency": facts["days_since"],
        "own_gap_ratio": np.minimum(facts["days_since"] / np.maximum(gap, LEAST_GAP_DAYS), MOST_GAPS),
        "tenure": facts["tenure_days"],
        "own_gap": gap,
        "money_mean": facts["money_ever"] / np.maximum(facts["bookings_ever"], 1),
        "touch_recency": touched,
    }
    same = ("bookings_ever", "money_12", "money_24", "money_ever", "decayed_90", "decayed_180", "decayed_365")
    bookings = ("bookings_12", "bookings_24", "decay_365")
    counts = ("partner_book", "touches_90", "touches_365", "people_365", "colleagues_365")
    logged |= {key: facts[key] for key in (*same, *bookings, *counts)}
    plain = {key: facts[key] for key in ("partner_kept", "years_active")}
    plain["year_before"] = (facts["bookings_24"] > facts["bookings_12"]).astype(np.float64)
    plain["money_usual"] = np.log1p(facts["money_12"]) - np.log1p(usual_year)
    return plain | {key: np.log1p(np.maximum(value, 0.0)) for key, value in logged.items()}
