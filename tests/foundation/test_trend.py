"""The trend line: places, gaps, goal, forecast and the same figures as a table."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation.drawing.trend import Forecast, trend
from relationships.foundation.drawing.trend_plane import plane_for

SERIES = [("Q1", Decimal("0.812")), ("Q2", Decimal("0.844")), ("Q3", None), ("Q4", Decimal("0.873"))]
AHEAD = Forecast("Year end", Decimal("0.861"), Decimal("0.846"), Decimal("0.874"))


def test_a_missing_figure_leaves_a_gap_in_the_line_and_says_no_data_in_the_table():
    drawn = trend(SERIES, Decimal("0.85"))
    assert drawn.count('class="line"') == 1
    assert drawn.count('class="point') == 3
    assert '<th scope="row">Q3</th><td class="r num">no data</td>' in drawn


def test_the_picture_says_itself_in_one_sentence():
    label = re.search(r'aria-label="([^"]+)"', trend(SERIES, Decimal("0.85"), AHEAD, "Repeat share"))
    assert label is not None
    assert label[1] == (
        "Repeat share: from 81.2 percent (Q1) to 87.3 percent (Q4); goal 85; forecast 86.1, between 84.6 and 87.4."
    )


def test_the_forecast_stands_in_the_table_with_its_interval():
    drawn = trend(SERIES, forecast=AHEAD)
    assert "Year end (forecast)" in drawn
    assert "86.1\u00a0%, 84.6 to 87.4" in drawn
    assert drawn.count('class="ahead"') == 1


def test_without_any_figure_it_still_stands():
    assert "no data yet" in trend([("Q1", None)])
    assert "no data yet" in trend([])


def test_one_figure_is_a_point_in_the_middle():
    assert 'cx="50%"' in trend([("2026", Decimal("0.9"))])


@given(st.lists(st.decimals(-2, 3, places=4), min_size=1, max_size=40), st.decimals(0, 1, places=2))
def test_every_figure_stands_inside_the_drawing(shares, goal):
    series = [(str(place), share) for place, share in enumerate(shares)]
    plane = plane_for(series, goal, None)
    assert all(0 <= plane.y(float(share) * 100) <= 100 for share in [*shares, goal])
    assert (plane.high - plane.low) / plane.step <= 10
