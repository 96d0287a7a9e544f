"""The health ring."""

from math import pi

import pytest

from relationships.foundation.drawing.ring import ring


def test_the_arc_is_as_long_as_the_score():
    drawn = ring("B", 71)
    assert f'stroke-dasharray="{2 * pi * 17 * 0.71:.2f} ' in drawn
    assert 'aria-label="Health B, Steady, 71 of 100"' in drawn
    assert ">B</text>" in drawn


def test_the_score_can_stand_in_the_middle():
    assert ">79</text>" in ring("B", 79.9, show="score")


@pytest.mark.parametrize(("grade", "score"), [(None, None), ("B", None), ("", 50), ("Z", 50)])
def test_without_a_grade_the_ring_is_dashed_and_says_why(grade, score):
    drawn = ring(grade, score)
    assert 'aria-label="Health: too little to judge yet"' in drawn
    assert 'class="arc"' not in drawn


def test_a_score_out_of_range_is_kept_on_the_ring():
    assert f'stroke-dasharray="{2 * pi * 17:.2f} 0"' in ring("A", 130)


def test_a_quiet_ring_is_hidden_from_screen_readers():
    assert "aria-label" not in ring("B", 71, quiet=True)
    assert 'aria-hidden="true"' in ring("B", 71, quiet=True)
