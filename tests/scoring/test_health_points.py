"""The score, its parts that add up, its grade, its caps, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.scoring.health import CAP, grade_of, health
from relationships.scoring.health_evidence import NAMES, evidence, too_little
from relationships.scoring.health_measures import MEASURES
from relationships.scoring.health_rules import DEFAULT_RULES, WEIGHTS
from relationships.scoring.shares_of_points import rounded_parts
from tests.scoring.test_health_measures import NOTHING, TODAY, ago, facts

THRIVING = replace(
    NOTHING,
    touches=30,
    first_touch_on=ago(900),
    answered_on=ago(2),
    first_fee_on=ago(800),
    business_on=ago(20),
    gap_days=60,
    quarter=20.0,
    year_before=40.0,
    decision_maker=82.0,
    user=70.0,
    finance=60.0,
    people=6,
    living_people=4,
    living_practices=2,
    living_colleagues=3,
    firm_practices=5,
    net=120_000.0,
    net_before=100_000.0,
    firm_net=10_000_000.0,
    sentiment=1.0,
    sentiments=4,
)


@given(facts)
def test_the_points_add_up_to_the_score(inputs):
    found = health(inputs)
    assert round(sum(each.points for each in found.measures), 1) == (found.score or 0)
    whole = rounded_parts([each.points for each in found.measures], floor(found.score or 0))
    assert sum(whole) == floor(found.score or 0)


@given(facts)
def test_points_are_each_measures_share_of_the_weight_that_has_data(inputs):
    found = health(inputs)
    known = sum(each.weight for each in found.measures if each.value is not None)
    assert found.coverage == pytest.approx(known / sum(WEIGHTS.values()), abs=1e-4)
    for each in found.measures:
        if each.key != CAP and found.score is not None:
            assert each.points == pytest.approx(100 * each.weight * (each.value or 0) / known, abs=0.11)


@given(facts)
def test_a_score_is_between_0_and_its_strictest_cap(inputs):
    found = health(inputs)
    if found.score is not None:
        assert 0 <= found.score <= min([100, *(cap.limit for cap in found.caps)])
        assert found.grade == grade_of(found.score)


@given(facts)
def test_every_part_has_its_sentence(inputs):
    for key in MEASURES:
        sentence = evidence(key, inputs)
        assert sentence.endswith("."), sentence
        assert ("No data" in sentence) == (MEASURES[key](inputs, DEFAULT_RULES) is None), sentence
    assert NAMES.keys() == {*MEASURES, CAP}


@given(st.lists(st.floats(0, 30), min_size=1, max_size=9), st.sampled_from([0, 1]))
def test_rounded_parts_add_up_and_stay_near(parts, digits):
    whole = round(sum(parts), digits)
    found = rounded_parts(parts, whole, digits)
    assert round(sum(found), digits) == whole
    assert all(abs(new - old) <= 1.01 / 10**digits for new, old in zip(found, parts, strict=True))


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100, "A"),
        (80, "A"),
        (79.9, "B"),
        (65, "B"),
        (64.9, "C"),
        (50, "C"),
        (49.9, "D"),
        (30, "D"),
        (29.9, "E"),
        (0, "E"),
    ],
)
def test_the_bands(score, grade):
    assert grade_of(score) == grade


@pytest.mark.parametrize(
    ("touches", "days", "said"),
    [
        (0, 0, "No touchpoints yet. A grade appears after 3."),
        (1, 0, "Not enough to judge: 1 touchpoint in 1 day. A grade appears after 3."),
        (2, 60, "Not enough to judge: 2 touchpoints in 60 days. A grade appears after 3."),
        (9, 29, "Not enough to judge: 9 touchpoints in 29 days. A grade appears after 30 days."),
    ],
)
def test_no_grade_below_minimum_data(touches, days, said):
    inputs = replace(THRIVING, touches=touches, first_touch_on=ago(days) if touches else None)
    found = health(inputs)
    assert (found.score, found.grade) == (None, "")
    assert too_little(inputs) == said


def test_three_touchpoints_over_thirty_days_are_judged():
    assert health(replace(THRIVING, touches=3, first_touch_on=ago(30))).score is not None


def test_a_thriving_client():
    found = health(THRIVING)
    assert (found.score, found.grade, found.coverage, found.caps) == (96.1, "A", 0.9, [])
    assert {each.key: each.points for each in found.measures} == {
        "rhythm_of_contact": 22.2,
        "momentum": 11.1,
        "best_ties": 14.6,
        "breadth": 16.7,
        "promises": 0,
        "rhythm_of_business": 16.7,
        "money_trend": 10.7,
        "sentiment": 4.1,
    }


@pytest.mark.parametrize(
    ("changes", "caps", "score"),
    [
        ({"decider_left_on": ago(10), "decision_maker": None}, ["key_contact_left"], 64),
        ({"decider_left_on": ago(10), "decision_maker": 39.0}, ["key_contact_left"], 64),
        ({"decider_left_on": ago(365), "decision_maker": 0.0}, ["key_contact_left"], 64),
        ({"decider_left_on": ago(366), "decision_maker": None}, [], None),
        ({"decider_left_on": ago(10), "decision_maker": 40.0}, [], None),
        ({"living_colleagues": 1, "firm_net": 5_000_000.0}, ["single_thread"], 79),
        ({"living_people": 1, "living_practices": 3, "firm_net": 5_000_000.0}, ["single_thread"], 79),
        ({"living_colleagues": 1, "firm_net": 6_000_000.0}, [], None),
        ({"living_colleagues": 2, "firm_net": 5_000_000.0}, [], None),
        ({"living_colleagues": 1, "firm_net": None}, [], None),
    ],
)
def test_caps_hold_while_their_reason_does(changes, caps, score):
    found = health(replace(THRIVING, **changes))
    assert [cap.key for cap in found.caps] == caps
    if score is None:
        assert found.score > 79
        assert CAP not in [each.key for each in found.measures]
    else:
        assert found.score == score
        taken = found.measures[-1]
        assert (taken.key, taken.weight, taken.value) == (CAP, 0, None)
        assert taken.points < 0


def test_the_strictest_of_two_caps_counts():
    both = {"decider_left_on": ago(1), "decision_maker": None, "living_colleagues": 1, "firm_net": 1_000_000.0}
    found = health(replace(THRIVING, **both))
    assert [cap.key for cap in found.caps] == ["key_contact_left", "single_thread"]
    assert found.score == 64


def test_other_weights_and_bands():
    only_contact = replace(
        DEFAULT_RULES, weights={key: float(key == "rhythm_of_contact") for key in WEIGHTS}, bands={"A": 99.0, "B": 0.0}
    )
    found = health(replace(THRIVING, answered_on=ago(60)), only_contact)
    assert (found.score, found.grade, found.coverage) == (50, "B", 1)


def test_the_day_is_in_the_facts():
    assert health(replace(THRIVING, as_of=TODAY)) == health(THRIVING)
