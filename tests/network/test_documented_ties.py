"""docs/ties.md says what the formula says."""

from __future__ import annotations

import re

import pytest

from crm.environment import ROOT
from relationships.network.tie_rules import DEFAULT_RULES, INTERVALS, WEIGHTS
from relationships.network.tie_strength import Touch, tie_facts, tie_parts, tie_strength

TEXT = (ROOT / "docs" / "ties.md").read_text()
# The first day of a block, so that no example depends on where blocks end.
DAY = 9810
PARTS = ["recency", "frequency", "reciprocity", "depth", "years", "channels"]


def examples() -> list[list[str]]:
    rows = re.findall(r"^\| (−\d.*) \|$", TEXT, re.M)
    return [[cell.strip() for cell in row.split("|")] for row in rows]


def touches(cell: str) -> list[Touch]:
    found = [each.removeprefix("−").split() for each in cell.split(", ")]
    return [Touch(DAY - int(days), kind, direction) for days, kind, direction in found]


@pytest.mark.parametrize("row", examples(), ids=lambda row: row[0])
def test_worked_examples(row: list[str]) -> None:
    facts = tie_facts(touches(row[0]), interval_days=30)
    parts = tie_parts(facts, DAY)
    assert [f"{parts[key]:.3f}" for key in PARTS] + [f"{tie_strength(facts, DAY):.1f}"] == row[1:]


def test_there_are_examples() -> None:
    assert len(examples()) >= 6


def test_weights_and_intervals_are_those_of_the_rules() -> None:
    written = dict(re.findall(r"^\| (\w+) \| (\d+) \|", TEXT, re.M))
    assert written == {key: f"{100 * weight:.0f}" for key, weight in WEIGHTS.items()}
    assert f"(A {INTERVALS['A']}, B {INTERVALS['B']}, C {INTERVALS['C']}, D {INTERVALS['D']} days" in TEXT
    assert f"never less than {DEFAULT_RULES.least_interval_days} days" in TEXT


def test_the_one_meeting_fades_as_written() -> None:
    facts = tie_facts([Touch(DAY, "meeting", "mutual")], interval_days=30)
    told = re.search(r"is worth (\d+) today, (\d+) after 18 days, and (\d+) after a month", TEXT)
    assert told
    assert [f"{tie_strength(facts, DAY + days):.0f}" for days in (0, 18, 30)] == list(told.groups())
