"""The shares of ten real registers, computed three times by others, figure by figure.

Reads $REAL_DATA (default ../shared/data beside the checkout) and skips where that is absent: real names stay out of
this repository. Rows without firm or client are left out, and the wholesaler's cancellations, as its figures were.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.text import clean_text
from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Policy, Segment
from relationships.scoring.repeat_queries import repeat_periods
from tests.scoring.ledger import Entry, analyze, load

REAL = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data") / "real"
GOLDEN = REAL / "golden_repeat_share_exact_names.csv"
TOLERANCE = Decimal("0.51")

pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason=f"the real registers are not at {REAL} (REAL_DATA)")
LARGE = ["donations_half_a", "h2b_law_firms_fy2014_2017"]
SETS = [
    *(pytest.param(name, marks=pytest.mark.long) for name in LARGE),
    "cdnow_tenth",
    "h2b_law_firms_fy2000_2005",
    "iowa_2010_2014",
    "lda_listed_2013_2018",
    "ms_state",
    "nebraska_2000_2012",
    "uci_invoices_to_2011q1",
    "va_state",
]


def golden(name: str) -> list[dict[str, str]]:
    with GOLDEN.open(newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["set"].removeprefix("dev/") == name]


def register(name: str) -> Iterator[Entry]:
    with gzip.open(REAL / f"{name}.csv.gz", "rt", newline="", encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            amount = Decimal(row["amount"])
            firm, client = row["firm"].strip(), row["client"].strip()
            if not firm or not client or (name.startswith("uci") and amount < 0):
                continue
            yield Entry(
                external_id=str(number),
                client=clean_text(f"{firm} | {client}"),
                booked_on=date.fromisoformat(row["date"]),
                amount=amount,
                kind="credit" if amount < 0 else "fee",
                partner=clean_text(firm),
            )


def measured(policy: Policy, years: list[int]) -> dict[tuple[str, int], tuple[Decimal, Decimal]]:
    """Total and repeat by firm ("*": all) and year."""
    periods = [fiscal_year(year, policy.fy_start_month) for year in years]
    found = {}
    for business in repeat_periods(policy=policy, periods=periods, by=Segment.PARTNER, user=None):
        found["*", business.period.year] = (business.total, business.repeat)
        for row in business.by:
            found[row.key or "", business.period.year] = (row.total, row.repeat)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("name", SETS)
def test_every_total_and_repeat_of_a_real_register(name: str):
    expected = golden(name)
    assert expected
    load(register(name))
    analyze()
    by_reading = defaultdict(list)
    for row in expected:
        by_reading[row["mode"], row["months"], int(row["fy_start_month"])].append(row)
    wrong = []
    for (mode, months, start_month), rows in by_reading.items():
        policy = replace(Policy(), mode=mode, lookback=months, fy_start_month=start_month, level="entity")
        figures = measured(policy, sorted({int(row["year"]) for row in rows}))
        for row in rows:
            total, repeat = figures.get((clean_text(row["firm"]), int(row["year"])), (Decimal(0), Decimal(0)))
            if abs(total - Decimal(row["total"])) > TOLERANCE or abs(repeat - Decimal(row["repeat"])) > TOLERANCE:
                wrong.append((row, total, repeat))
    assert wrong == []
