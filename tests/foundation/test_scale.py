"""The gauge and the rows on the goal's axis."""

from decimal import Decimal

import pytest

from relationships.foundation.drawing.axis_row import axis_row
from relationships.foundation.drawing.scale import scale

GOAL = Decimal("0.85")


def test_the_marker_stands_at_the_share_between_60_and_100():
    drawn = scale(Decimal("0.873"), GOAL, Decimal("0.846"), Decimal("0.874"))
    assert '<circle class="now" cx="68.25%"' in drawn
    assert '<line class="goal" x1="62.5%"' in drawn
    assert 'aria-label="Now 87.3 percent. Goal 85. Forecast between 84.6 and 87.4. Scale from 60 to 100."' in drawn


def test_a_share_below_60_gets_a_scale_from_zero():
    drawn = scale(Decimal("0.41"), GOAL)
    assert '<circle class="now" cx="41%"' in drawn
    assert "Scale from 0 to 100." in drawn


def test_no_share_draws_no_marker_and_says_so():
    drawn = scale(None, GOAL)
    assert "<circle" not in drawn
    assert "No share yet." in drawn


def test_a_share_pushed_over_100_by_credits_is_pinned_and_said():
    drawn = scale(Decimal("1.04"), GOAL)
    assert '<circle class="now" cx="100%"' in drawn
    assert "Now 104.0 percent" in drawn


@pytest.mark.parametrize(("share", "shape"), [("0.85", "<circle"), ("0.8499", "<rect"), ("0.2", "<rect")])
def test_under_the_goal_the_point_has_another_shape(share, shape):
    drawn = axis_row(Decimal(share), GOAL)
    assert f'{shape} class="point"' in drawn
    assert ("under" in drawn) == (shape == "<rect")


def test_a_row_without_share_shows_the_axis_alone():
    assert 'class="point"' not in axis_row(None, GOAL)
