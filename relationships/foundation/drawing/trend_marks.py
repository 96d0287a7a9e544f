"""The parts of the trend's drawing: rules, goal, line, the way ahead, names and figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.share import points
from relationships.foundation.drawing.numbers import clamp, pct
from relationships.foundation.drawing.trend_plane import Forecast, Plane, Point


def draw_rules(plane: Plane) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid-line" x1="0" x2="100%" y1="{0}" y2="{0}"/><text class="{2}" x="-34" y="{0}" dominant-baseline="central">{1}</text>',
        (
            (pct(plane.y(value)), value, "" if place % 2 == 0 else "thin")
            for place, value in enumerate(range(plane.low, plane.high + 1, plane.step))
        ),
    )


def draw_goal(plane: Plane, goal: Decimal | None) -> SafeString:
    if goal is None:
        return SafeString("")
    return format_html(
        '<line class="goal" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text class="goal-text" x="100%" dx="12" y="{0}" dominant-baseline="central">Goal {1}</text>',
        pct(plane.y(float(goal) * 100)),
        f"{points(goal, 1).normalize():f}",
    )


def draw_line(plane: Plane, series: Sequence[Point]) -> SafeString:
    placed = [
        (plane.x(place), plane.y(float(share) * 100)) if share is not None else None
        for place, (_, share) in enumerate(series)
    ]
    lines = format_html_join(
        "",
        '<line class="line" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        ((pct(one[0]), pct(one[1]), pct(two[0]), pct(two[1])) for one, two in pairwise(placed) if one and two),
    )
    known = [spot for spot in placed if spot]
    dots = format_html_join(
        "",
        '<circle class="point{}" cx="{}" cy="{}" r="{}"/>',
        (
            (" last" if spot is known[-1] else "", pct(spot[0]), pct(spot[1]), "6.5" if spot is known[-1] else "4")
            for spot in known
        ),
    )
    return format_html("{}{}", lines, dots)


def draw_ahead(plane: Plane, series: Sequence[Point], forecast: Forecast | None) -> SafeString:
    if forecast is None or not series or series[-1][1] is None:
        return SafeString("")
    start_x, start_y = plane.x(len(series) - 1), plane.y(float(series[-1][1]) * 100)
    low, middle, high = (plane.y(float(share) * 100) for share in (forecast.low, forecast.middle, forecast.high))
    # Per cents are not allowed in a path; a nested view box that stretches carries the one triangle.
    cone = format_html(
        '<svg x="{}" width="{}" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none"><path class="cone" d="M0,{} L100,{} L100,{} Z"/></svg>',
        pct(start_x),
        pct(100 - start_x),
        f"{start_y:.2f}",
        f"{high:.2f}",
        f"{low:.2f}",
    )
    return format_html(
        '{}<line class="ahead" x1="{}" y1="{}" x2="100%" y2="{}"/><text class="end" x="100%" dx="8" y="{}" dominant-baseline="central">{}</text>',
        cone,
        pct(start_x),
        pct(start_y),
        pct(middle),
        pct(clamp(middle - 7, 0, 100)),
        points(forecast.middle),
    )


def draw_labels(
    plane: Plane, series: Sequence[Point], forecast: Forecast | None, goal: Decimal | None = None
) -> SafeString:
    every = max(1, ceil(len(series) / 6))
    final = len(series) - 1
    names = format_html_join(
        "",
        '<text class="x{}" x="{}" y="100%" dy="22">{}</text>',
        (
            (_label_class(final - place, every, forecast), pct(plane.x(place)), name)
            for place, (name, _) in enumerate(series)
            if (final - place) % every == 0
        ),
    )
    end = (
        format_html('<text class="x end" x="100%" y="100%" dy="22">{}</text>', forecast.label)
        if forecast
        else SafeString("")
    )
    last = next(((place, share) for place, (_, share) in reversed(list(enumerate(series))) if share is not None), None)
    value = (
        format_html(
            '<text class="value" x="{}" y="{}" dy="{}">{}</text>',
            pct(plane.x(last[0])),
            pct(plane.y(float(last[1]) * 100)),
            "24" if _goal_is_just_above(plane, last[1], goal) or _comes_from_above(plane, series, last[0]) else "-14",
            points(last[1]),
        )
        if last
        else SafeString("")
    )
    return format_html("{}{}{}", names, end, value)


def _goal_is_just_above(plane: Plane, share: Decimal, goal: Decimal | None) -> bool:
    """Whether the figure above the last point would run into the goal's line and name."""
    return goal is not None and 0 <= plane.y(float(share) * 100) - plane.y(float(goal) * 100) < 14


def _comes_from_above(plane: Plane, series: Sequence[Point], last: int) -> bool:
    """Whether the line would run through the figure above the last point, and there is room for it below."""
    before, share = series[last - 1][1] if last else None, series[last][1]
    if before is None or share is None:
        return False
    here = plane.y(float(share) * 100)
    return here - plane.y(float(before) * 100) > 8 and here < 88


def _label_class(from_end: int, every: int, forecast: Forecast | None) -> str:
    """On a phone every other name goes, and the last one where the forecast's name needs its room."""
    if from_end == 0 and forecast:
        return " before-end"
    return " thin" if from_end % (2 * every) else ""
