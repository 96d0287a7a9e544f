"""Return likelihood on real registers: it must beat what anybody could sort by, a year that it has not seen.

Clients are `firm | client` under their raw names, the partner is the firm. Reads $REAL_DATA; skips where it is absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest

from relationships.scoring.evidence import Evidence, back_tests
from relationships.scoring.prediction_quality import calibration_error
from relationships.scoring.return_facts import ledger_span
from tests.scoring.ledger import Entry, analyze, load
from tests.scoring.test_repeat_real import GOLDEN, REAL, register

pytestmark = [
    pytest.mark.skipif(not GOLDEN.exists(), reason=f"the real registers are not at {REAL} (REAL_DATA)"),
    pytest.mark.django_db,
]
ENDINGS = re.compile(r"\b(inc|llc|ltd|co|corp|corporation|company|incorporated|the|dba|llp|lp)\b")


def one_spelling(entries: Iterator[Entry]) -> Iterator[Entry]:
    """As aliases would bring the names of a firm and of its client together."""
    for entry in entries:
        plain = re.sub(r"[^a-z0-9| ]+", " ", normalize("NFKD", entry.client).lower())
        yield replace(entry, client=" ".join(ENDINGS.sub(" ", plain).split()))


def judged(entries: Iterator[Entry], *cutoffs: date) -> list[Evidence]:
    load(entries)
    analyze()
    return list(back_tests(cutoffs))


def assert_bars(found: Evidence, least: float, *, calibrated: float = 0.05) -> None:
    area = found.auc["return_likelihood"]
    print(found.cutoff, found.auc, calibration_error(found.calibration))
    assert area is not None
    assert area >= least
    assert area >= max(found.auc["recency"] or 0, found.auc["decay_365"] or 0) - 0.01
    assert (calibration_error(found.calibration) or 1) <= calibrated


def test_nebraska() -> None:
    ten, eleven = judged(register("nebraska_2000_2012"), date(2010, 12, 31), date(2011, 12, 31))
    assert_bars(ten, 0.70)
    # In 2012 85 % came back; no year before had seen more than 79 %. Who saw only those years can't have said so.
    assert_bars(eleven, 0.77, calibrated=0.085)


@pytest.mark.long
def test_seasonal_employers_under_raw_names() -> None:
    (found,) = judged(register("h2b_law_firms_fy2000_2005"), date(2004, 9, 30))
    assert_bars(found, 0.60)


@pytest.mark.long
def test_seasonal_employers_once_their_names_are_one() -> None:
    (found,) = judged(one_spelling(register("h2b_law_firms_fy2000_2005")), date(2004, 9, 30))
    assert_bars(found, 0.68)


@pytest.mark.long
def test_donations() -> None:
    for found in judged(register("donations_half_a"), date(2008, 12, 31), date(2009, 12, 31)):
        assert_bars(found, 0.77)


YEARLY_SETS = {
    "donations_half_a": (12, 31),
    "h2b_law_firms_fy2000_2005": (9, 30),
    "h2b_law_firms_fy2014_2017": (9, 30),
    "iowa_2010_2014": (12, 31),
    "lda_listed_2013_2018": (12, 31),
    "ms_state": (12, 31),
    "nebraska_2000_2012": (12, 31),
    "va_state": (12, 31),
}


@pytest.mark.long
@pytest.mark.parametrize("name", YEARLY_SETS)
def test_no_year_of_any_register_is_ranked_worse_than_anybody_could_sort_it(name: str) -> None:
    month, day = YEARLY_SETS[name]
    load(register(name))
    analyze()
    span = ledger_span()
    assert span is not None
    years = range(span.first.year, span.last.year)
    cutoffs = [each for year in years if date(year + 1, month, day) <= span.last for each in [date(year, month, day)]]
    judged = 0
    for found in back_tests(cutoffs):
        area = found.auc["return_likelihood"]
        if area is None or found.n < 100:
            continue
        judged += 1
        error = calibration_error(found.calibration)
        print(f"| {name} | {found.cutoff} | {found.n} | {area:.3f} | {found.auc['recency']:.3f}", end="")
        print(f" | {found.auc['decay_365']:.3f} | {error:.3f} | {found.model} |")
        assert area >= max(found.auc["recency"] or 0, found.auc["decay_365"] or 0) - 0.01, found.cutoff
    assert judged
