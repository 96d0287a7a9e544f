"""docs/health.md says what the formula says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from crm.environment import ROOT
from relationships.foundation.display.grade import GRADE_WORDS
from relationships.scoring.health import health
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_measures import MEASURES
from relationships.scoring.health_rules import BANDS, CAPS, DEFAULT_RULES, WEIGHTS
from tests.scoring.test_health_measures import NOTHING, TODAY

TEXT = (ROOT / "docs" / "health.md").read_text()
DATED = {
    "first": "first_touch_on",
    "answered": "answered_on",
    "first_fee": "first_fee_on",
    "business": "business_on",
}
RENAMED = {"interval": "interval_days", "gap": "gap_days"}


def inputs(facts: str) -> HealthInputs:
    found: dict[str, object] = {}
    for fact in facts.split():
        name, _, number = fact.partition("=")
        if name in DATED:
            found[DATED[name]] = TODAY - timedelta(days=int(number))
        else:
            found[RENAMED.get(name, name)] = float(number) if "." in number else int(number)
    return replace(NOTHING, **found)


def rows(pattern: str) -> list[tuple[str, ...]]:
    return re.findall(pattern, TEXT, re.M)


@pytest.mark.parametrize(("key", "facts", "value"), rows(r"^\| (\w+) \| (\w+=.*) \| ([\d.]+) \|$"))
def test_worked_examples(key: str, facts: str, value: str) -> None:
    assert f"{MEASURES[key](inputs(facts), DEFAULT_RULES):.3f}" == value


def test_every_measure_that_has_data_has_an_example() -> None:
    assert {row[0] for row in rows(r"^\| (\w+) \| (\w+=.*) \| ([\d.]+) \|$")} == MEASURES.keys()


def test_the_whole_example() -> None:
    parts = rows(r"^\| (\w+) \((.*)\) \| ([\d.]+) \| ([\d.]+) \|$")
    ((score, grade),) = rows(r"^\| score \| \| ([\d.]+) (\w) \|$")
    facts = inputs(" ".join(["touches=8 first=900", *(part[1] for part in parts)]))
    found = health(facts)
    assert (f"{found.score:.1f}", found.grade) == (score, grade)
    told = {key: (value, points) for key, _, value, points in parts}
    exact = {key: MEASURES[key](facts, DEFAULT_RULES) for key in told}
    assert told == {
        each.key: (f"{exact[each.key]:.3f}", f"{each.points:.1f}") for each in found.measures if each.value is not None
    }


def test_weights_bands_and_caps_are_those_of_the_rules() -> None:
    weights = dict(rows(r"^\| (\w+) \| (\d+) \| .* \| .* \|$"))
    assert weights == {key: f"{weight:.0f}" for key, weight in WEIGHTS.items()}
    grades = {grade: (int(least), word) for grade, least, word in rows(r"^\| (\w) \| (\d+)–\d+ \| ([\w ]+) \|$")}
    assert grades == {grade: (least, GRADE_WORDS[grade]) for grade, least in BANDS.items()}
    caps = dict(rows(r"^\| (key_contact_left|single_thread|open_dispute) \| (\d+) \|"))
    assert caps == {key: f"{limit:.0f}" for key, limit in CAPS.items()}
