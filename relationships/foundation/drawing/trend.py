"""A share over time against its goal, with the way it may go on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.share import percent, points
from relationships.foundation.drawing.icon import icon
from relationships.foundation.drawing.trend_marks import draw_ahead, draw_goal, draw_labels, draw_line, draw_rules
from relationships.foundation.drawing.trend_plane import Forecast, Point, plane_for

__all__ = ["Forecast", "Point", "trend"]


def trend(
    series: Sequence[Point],
    goal: Decimal | None = None,
    forecast: Forecast | None = None,
    label: str = "Share over time",
) -> SafeString:
    """A line through (label, share 0-1) pairs, oldest first, and the same figures as a table behind one click.

    None leaves a gap: no data is not zero. With `forecast` one more step is drawn, dashed, inside its interval.
    """
    plane = plane_for(series, goal, forecast)
    return format_html(
        '<figure class="chart">{}<div class="trend"><svg role="img" aria-label="{}">{}{}{}{}{}</svg></div></figure>',
        _table(series, forecast),
        sentence(series, goal, forecast, label),
        draw_rules(plane),
        draw_goal(plane, goal),
        draw_ahead(plane, series, forecast),
        draw_line(plane, series),
        draw_labels(plane, series, forecast, goal),
    )


def sentence(series: Sequence[Point], goal: Decimal | None, forecast: Forecast | None, label: str) -> str:
    """The picture in one sentence."""
    known = [(name, share) for name, share in series if share is not None]
    if not known:
        return f"{label}: no data yet."
    path = f"{label}: from {points(known[0][1])} percent ({known[0][0]}) to {points(known[-1][1])} percent ({known[-1][0]})"
    aim = f"; goal {points(goal, 0)}" if goal is not None else ""
    ahead = (
        f"; forecast {points(forecast.middle)}, between {points(forecast.low)} and {points(forecast.high)}"
        if forecast
        else ""
    )
    return f"{path}{aim}{ahead}."


def _table(series: Sequence[Point], forecast: Forecast | None) -> SafeString:
    rows = [(name, percent(share)) for name, share in series]
    if forecast:
        rows.append(
            (
                f"{forecast.label} (forecast)",
                f"{percent(forecast.middle)}, {points(forecast.low)} to {points(forecast.high)}",
            )
        )
    return format_html(
        '<details class="chart-table"><summary>{} Show as table</summary><div><table class="list-table">'
        '<thead><tr><th scope="col">Period</th><th scope="col" class="r">Share</th></tr></thead><tbody>{}</tbody></table></div></details>',
        icon("list", size=16),
        format_html_join("", '<tr><th scope="row">{}</th><td class="r num">{}</td></tr>', rows),
    )
