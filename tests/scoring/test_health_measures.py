"""What each measure of health says, and that a better fact never lowers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_measures import MEASURES, steady_sum
from relationships.scoring.health_rules import DEFAULT_RULES

TODAY = date(2026, 11, 22)
NOTHING = HealthInputs(TODAY, interval_days=30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def value(key: str, **facts: object) -> float | None:
    return MEASURES[key](replace(NOTHING, **facts), DEFAULT_RULES)


def test_a_client_of_whom_nothing_is_known_has_no_measure_at_all():
    assert {key: value(key) for key in MEASURES} == dict.fromkeys(MEASURES)


@pytest.mark.parametrize(("days", "expected"), [(0, 1), (30, 1), (60, 0.5), (90, 0.25), (75, 0.5**1.5)])
def test_rhythm_of_contact_halves_with_each_interval_missed(days, expected):
    assert value("rhythm_of_contact", touches=3, answered_on=ago(days)) == pytest.approx(expected)


def test_touches_that_nobody_answered_are_worth_nothing():
    assert value("rhythm_of_contact", touches=3) == 0


def steady(per_day: float, days: int = 455) -> dict[str, object]:
    """So many two-way touches each day since the first."""
    earlier = days - 89
    return {
        "first_touch_on": ago(days),
        "quarter": per_day * steady_sum(90, 90),
        "year_before": per_day * steady_sum(min(earlier, 365), 365),
    }


@pytest.mark.parametrize("days", [90, 100, 200, 454, 3000])
def test_momentum_of_a_steady_client_is_level_however_long_it_is_known(days):
    assert value("momentum", **steady(0.1, days)) == pytest.approx(0.8)


def test_momentum_needs_a_quarter_of_history():
    assert value("momentum", **steady(0.1, 89)) is None


def test_momentum_is_not_read_out_of_a_quarter_in_which_little_is_expected():
    assert value("momentum", **steady(0.1), interval_days=45) is not None
    assert value("momentum", **steady(0.1), interval_days=46) is None


def test_momentum_follows_the_ratio_up_to_a_quarter_more():
    level = steady(0.1)
    for factor, expected in ((0, 0), (0.5, 0.4), (1.25, 1), (3, 1)):
        assert value("momentum", **{**level, "quarter": factor * level["quarter"]}) == pytest.approx(expected)
    assert value("momentum", **{**level, "year_before": 0}) == 1


def test_best_ties_are_the_mean_of_the_seats_that_somebody_holds():
    assert value("best_ties", decision_maker=60) == 0.75
    assert value("best_ties", decision_maker=95, finance=0.0) == 0.5
    assert value("best_ties", decision_maker=80, user=40, finance=20) == pytest.approx((1 + 0.5 + 0.25) / 3)


def test_breadth_is_people_times_practices():
    three = {"people": 9, "living_people": 3, "living_practices": 1}
    assert value("breadth", **three, firm_practices=7) == 0.5
    assert value("breadth", **{**three, "living_practices": 2}, firm_practices=7) == 1
    assert value("breadth", **three, firm_practices=1) == 1
    assert value("breadth", people=4) == 0


def test_business_is_measured_against_the_clients_own_gap():
    assert value("rhythm_of_business", business_on=ago(340), gap_days=345) == 1
    assert value("rhythm_of_business", business_on=ago(690), gap_days=345) == 0.5
    assert value("rhythm_of_business", business_on=ago(60), gap_days=9) == 0.5, "a gap is at least 30 days"
    assert value("rhythm_of_business", business_on=ago(730)) == 0.5, "an unknown gap is a year"


def test_money_needs_a_year_before():
    assert value("money_trend", first_fee_on=ago(300), net=500.0) is None
    assert value("money_trend", first_fee_on=ago(800), net=500.0, net_before=500.0) == 0.8
    assert value("money_trend", first_fee_on=ago(800), net=0.0, net_before=500.0) == 0
    assert value("money_trend", first_fee_on=ago(900), net=5.0, net_before=0.0) == 1
    assert value("money_trend", first_fee_on=ago(900), net=-5.0, net_before=-9.0) == 0


@pytest.mark.parametrize(("mood", "expected"), [(-2, 0), (-1, 0.25), (0, 0.5), (1, 0.75), (2, 1)])
def test_sentiment_goes_from_cold_to_warm(mood, expected):
    assert value("sentiment", sentiment=float(mood), sentiments=1) == expected


cents = st.integers(-(10**8), 10**9).map(lambda amount: amount / 100)
strengths = st.none() | st.floats(0, 100)
facts = st.builds(
    HealthInputs,
    as_of=st.just(TODAY),
    interval_days=st.integers(1, 400),
    touches=st.integers(0, 50),
    first_touch_on=st.none() | st.integers(0, 4000).map(ago),
    answered_on=st.none() | st.integers(0, 4000).map(ago),
    first_fee_on=st.none() | st.integers(0, 4000).map(ago),
    business_on=st.none() | st.integers(0, 4000).map(ago),
    gap_days=st.none() | st.integers(1, 2000),
    quarter=st.floats(0, 60),
    year_before=st.floats(0, 200),
    decision_maker=strengths,
    user=strengths,
    finance=strengths,
    people=st.integers(0, 30),
    living_people=st.integers(0, 30),
    living_practices=st.integers(0, 5),
    living_colleagues=st.integers(0, 9),
    firm_practices=st.integers(0, 9),
    decider_left_on=st.none() | st.integers(0, 4000).map(ago),
    net=cents,
    net_before=cents,
    firm_net=st.none() | cents,
    sentiment=st.none() | st.floats(-2, 2),
    sentiments=st.integers(0, 9),
)


@given(facts)
def test_every_measure_stays_between_0_and_1(inputs):
    for key, measure in MEASURES.items():
        found = measure(inputs, DEFAULT_RULES)
        assert found is None or 0 <= found <= 1, key


@given(facts, st.integers(1, 400), st.floats(0.1, 50))
def test_a_better_fact_never_lowers_a_measure(inputs, days, more):
    def later(day):
        return day and min(TODAY, day + timedelta(days=days))

    better = {
        "rhythm_of_contact": {"answered_on": later(inputs.answered_on) or TODAY},
        "momentum": {"quarter": inputs.quarter + more},
        "best_ties": {seat: (now := getattr(inputs, seat)) and now + more for seat in ("decision_maker", "finance")},
        "breadth": {"living_people": inputs.living_people + 1, "living_practices": inputs.living_practices + 1},
        "rhythm_of_business": {"business_on": later(inputs.business_on)},
        "money_trend": {"net": inputs.net + 1000 * more},
        "sentiment": {"sentiment": inputs.sentiment and min(2.0, inputs.sentiment + more)},
    }
    for key, changes in better.items():
        before, after = MEASURES[key](inputs, DEFAULT_RULES), MEASURES[key](replace(inputs, **changes), DEFAULT_RULES)
        assert before is None or (after is not None and after >= before), key


@given(facts)
def test_facts_survive_being_stored(inputs):
    assert HealthInputs.from_facts(inputs.as_facts()) == inputs
