"""On real mail between named people, tie strength says better than a count who will write again."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from crm.environment import ROOT
from relationships.foundation.firm_day import EPOCH
from relationships.network.tie_rules import DEFAULT_RULES, INTERVALS, WEIGHTS
from relationships.network.tie_strength import Touch, tie_facts, tie_strength

MAIL = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data")) / "enron" / "emails.csv.gz"
pytestmark = pytest.mark.skipif(not MAIL.exists(), reason=f"No real mail at {MAIL}. Set REAL_DATA.")
Pair = tuple[str, str]
CUTOFFS = [date(2001, 3, 31), date(2001, 6, 30), date(2001, 9, 30)]
COMPARED = {
    "strength, weights as they are": WEIGHTS,
    "all parts alike": dict.fromkeys(WEIGHTS, 1.0),
    "recency 50, the others in proportion": {**{key: each * 5 / 7 for key, each in WEIGHTS.items()}, "recency": 0.5},
    "frequency 40, the others in proportion": {
        **{key: each * 3 / 4 for key, each in WEIGHTS.items()},
        "frequency": 0.4,
    },
    "recency and frequency alone, half and half": {**dict.fromkeys(WEIGHTS, 0.0), "recency": 0.5, "frequency": 0.5},
    "without years and channels": {**WEIGHTS, "years": 0.0, "channels": 0.0},
    "without reciprocity": {**WEIGHTS, "reciprocity": 0.0},
}


@pytest.fixture(scope="module")
def mails() -> list[tuple[Pair, Touch]]:
    """One touch per mail and pair; dates of 1979 are wrong in the source."""
    found = set()
    with gzip.open(MAIL, "rt") as lines:
        for row in csv.DictReader(lines):
            sent = datetime.fromisoformat(row["Time"])
            if sent.year >= 1998 and row["from"] != row["to"]:
                found.add((row["from"], row["to"], sent))
    return [(_pair(one, two), Touch((sent.date() - EPOCH).days, "email", _side(one, two))) for one, two, sent in found]


def _pair(one: str, two: str) -> Pair:
    return (one, two) if one < two else (two, one)


def _side(one: str, two: str) -> str:
    return "ours" if one < two else "theirs"


def auc(scores: list[float], came: list[bool]) -> float:
    """How often a pair that wrote again scores above one that did not; ties count half."""
    yes = [score for score, again in zip(scores, came, strict=True) if again]
    no = [score for score, again in zip(scores, came, strict=True) if not again]
    return sum((y > n) + (y == n) / 2 for y in yes for n in no) / (len(yes) * len(no))


def judged(mails: list[tuple[Pair, Touch]], cutoff: date, *weights: Mapping[str, float]) -> list[float]:
    """AUC of the count, of recency, and of strength under each of the weights."""
    day = (cutoff - EPOCH).days
    touches, count, last, again = defaultdict(list), Counter(), {}, set()
    for pair, touch in mails:
        if touch.day <= day:
            touches[pair].append(touch)
            if touch.day > day - 180:
                count[pair] += 1
                last[pair] = max(last.get(pair, touch.day), touch.day)
        elif touch.day <= day + 90:
            again.add(pair)
    pairs = sorted(count)
    came = [pair in again for pair in pairs]
    facts = [tie_facts(touches[pair], interval_days=INTERVALS[""]) for pair in pairs]
    strengths = [
        [tie_strength(each, day, replace(DEFAULT_RULES, weights=each_of)) for each in facts] for each_of in weights
    ]
    return [
        auc(scores, came) for scores in ([count[pair] for pair in pairs], [last[pair] for pair in pairs], *strengths)
    ]


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_strength_beats_the_count_and_stays_near_recency(mails, cutoff):
    count, recency, strength = judged(mails, cutoff, WEIGHTS)
    assert strength >= count
    assert strength >= recency - 0.10


@pytest.mark.long
def test_the_weights_compared_in_the_document(mails):
    """Prints the table of docs/ties.md; run with -s."""
    columns = [judged(mails, cutoff, *COMPARED.values()) for cutoff in CUTOFFS]
    lines = [
        f"| {name} | {' | '.join(f'{each:.3f}'.lstrip('0') for each in row)} |"
        for name, row in zip(["the plain count", "recency alone", *COMPARED], zip(*columns, strict=True), strict=True)
    ]
    print("\n".join(["", *lines]))
    text = (ROOT / "docs" / "ties.md").read_text()
    assert [line for line in lines if line not in text] == []
