"""The pulse strip: touches as dots, a late gap dotted."""

import re
from datetime import date, timedelta

from relationships.foundation.drawing.pulse import pulse

TODAY = date(2026, 11, 22)


def days_ago(*ages: int) -> list[date]:
    return [TODAY - timedelta(days=age) for age in ages]


def dots(drawn: str) -> list[float]:
    return [float(at) for at in re.findall(r'<circle cx="([\d.]+)%"', drawn)]


def test_newer_touches_stand_further_right():
    places = dots(pulse(days_ago(3, 30, 90), 14, TODAY))
    assert len(places) == 3
    assert places == sorted(places, reverse=True)
    assert dots(pulse(days_ago(0), 14, TODAY)) == [98]
    assert dots(pulse(days_ago(180), 14, TODAY)) == [1]


def test_two_touches_on_a_day_are_one_dot_and_old_or_future_ones_none():
    assert len(dots(pulse(days_ago(3, 3, 181, -2), 14, TODAY))) == 1


def test_the_gap_opens_only_a_quarter_after_the_usual_one():
    assert 'class="gap"' not in pulse(days_ago(20), 16, TODAY)
    assert 'class="gap"' in pulse(days_ago(21), 16, TODAY)
    assert 'class="gap"' not in pulse(days_ago(170), None, TODAY)


def test_the_strip_says_what_it_shows():
    label = re.search(r'aria-label="([^"]+)"', pulse(days_ago(3, 30), 14.4, TODAY))
    assert label is not None
    assert label[1] == "2 touchpoints in 180 days, last 3 days ago, usual gap 14 days"
    assert "No touchpoints in 180 days" in pulse([], None, TODAY)
    assert "1 touchpoint in 180 days, last today" in pulse(days_ago(0), None, TODAY)
