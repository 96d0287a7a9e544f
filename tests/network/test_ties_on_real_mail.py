"""On real mail between named people, tie strength says better than a count who will write again."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest

from crm.environment import ROOT
from relationships.foundation.firm_day import EPOCH
from relationships.network.tie_rules import INTERVALS
from relationships.network.tie_strength import Touch, tie_facts, tie_strength

MAIL = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data")) / "enron" / "emails.csv.gz"
pytestmark = pytest.mark.skipif(not MAIL.exists(), reason=f"No real mail at {MAIL}. Set REAL_DATA.")
Pair = tuple[str, str]


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


@pytest.mark.parametrize("cutoff", [date(2001, 3, 31), date(2001, 6, 30), date(2001, 9, 30)])
def test_strength_beats_the_count_and_stays_near_recency(mails, cutoff):
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
    strength = [tie_strength(tie_facts(touches[pair], interval_days=INTERVALS[""]), day) for pair in pairs]
    found = auc(strength, came)
    assert found >= auc([count[pair] for pair in pairs], came)
    assert found >= auc([last[pair] for pair in pairs], came) - 0.10
