"""What moves a tie and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relationships.network.tie_rules import DEFAULT_RULES, DEPTHS
from relationships.network.tie_strength import Touch, counted_touches, tie_facts, tie_parts, tie_strength

DAY = 9822
touches = st.lists(
    st.builds(
        Touch,
        st.integers(DAY - 3000, DAY),
        st.sampled_from(sorted(DEPTHS)),
        st.sampled_from(["ours", "theirs", "mutual"]),
    ),
    min_size=1,
    max_size=40,
)


def strength(found: list[Touch], day: int = DAY, interval_days: int = 30) -> float:
    facts = tie_facts(found, interval_days=interval_days)
    assert facts
    return tie_strength(facts, day)


def test_no_touch_is_no_score():
    assert tie_facts([], interval_days=30) is None


@given(touches, st.integers(1, 400))
def test_parts_stay_between_0_and_1_and_strength_between_0_and_100(found, interval):
    facts = tie_facts(found, interval_days=interval)
    assert all(0 <= part <= 1 for part in tie_parts(facts, DAY).values())
    assert 0 <= tie_strength(facts, DAY) <= 100


@given(touches, st.integers(0, 500), st.integers(1, 500))
def test_silence_never_strengthens(found, first, more):
    assert strength(found, DAY + first + more) <= strength(found, DAY + first)


@given(touches)
def test_a_meeting_today_never_weakens(found):
    """Unless they met today already: that is the same meeting, and who is said to have sought it may tip the balance."""
    assume(not any(touch.kind == "meeting" and touch.day == DAY for touch in found))
    assert strength([*found, Touch(DAY, "meeting", "mutual")]) >= strength(found) - 1e-9


@given(touches, st.randoms())
def test_the_order_of_the_touches_is_of_no_matter(found, dice):
    shuffled = [*found]
    dice.shuffle(shuffled)
    assert tie_facts(shuffled, interval_days=30) == tie_facts(found, interval_days=30)


@given(touches)
def test_a_tie_that_was_never_answered_stays_at_20(found):
    one_way = [replace(touch, direction="ours") for touch in found]
    assert strength(one_way) <= 20


def test_a_hundred_mails_in_one_month_count_four_times():
    mails = [Touch(DAY // 30 * 30 + n % 30, "email", "mutual") for n in range(100)]
    assert len(counted_touches(mails)) == 4
    assert [touch.day % 30 for touch in counted_touches(mails)] == [29, 28, 27, 26]


def test_one_day_counts_once_per_kind():
    day = [Touch(DAY, "call", "ours"), Touch(DAY, "call", "theirs"), Touch(DAY, "email", "ours")]
    counted = counted_touches(day)
    assert [(touch.kind, touch.ours, touch.theirs, touch.answered) for touch in counted] == [
        ("call", True, True, True),
        ("email", True, False, True),
    ]


@pytest.mark.parametrize(("gap", "answered"), [(30, True), (31, False)])
def test_an_answer_comes_within_30_days(gap, answered):
    facts = tie_facts([Touch(DAY - gap, "email", "ours"), Touch(DAY, "email", "theirs")], interval_days=30)
    assert facts.answered_day == (DAY if answered else None)


@pytest.mark.parametrize("kind", sorted(DEPTHS))
def test_only_one_way_mail_weighs_a_quarter(kind):
    (counted,) = counted_touches([Touch(DAY, kind, "ours")])
    assert counted.weight == (0.25 if kind in ("email", "letter", "message") else 1)


def test_hospitality_is_deeper_than_a_meeting_than_a_call_than_a_message():
    deep = [strength([Touch(DAY, kind, "mutual")]) for kind in ("hospitality", "meeting", "call", "message")]
    assert deep == sorted(deep, reverse=True)
    assert len(set(deep)) == 4


def test_long_ties_fade_slower():
    young = [Touch(DAY, "meeting", "mutual"), Touch(DAY - 60, "meeting", "mutual")]
    old = [*young, Touch(DAY - 3650, "meeting", "mutual")]
    kept = [strength(found, DAY + 120) / strength(found) for found in (young, old)]
    assert kept[1] > kept[0]


def test_weights_may_be_of_any_sum():
    doubled = replace(DEFAULT_RULES, weights={key: 2 * weight for key, weight in DEFAULT_RULES.weights.items()})
    found = [Touch(DAY - 9, "meeting", "mutual"), Touch(DAY - 100, "call", "theirs")]
    facts = tie_facts(found, interval_days=30)
    assert tie_strength(facts, DAY, doubled) == pytest.approx(tie_strength(facts, DAY))
