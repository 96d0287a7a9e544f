"""A share over time against its goal, with the way it may go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.share import percent, points
from relationships.foundation.drawing.icon import icon
from relationships.foundation.drawing.numbers import clamp, pct

Point = tuple[str, Decimal | None]


@dataclass(frozen=True)
class Forecast:
    """Where the line may end: a label, the middle and an interval, all shares 0-1."""

    label: str
    middle: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class _Plane:
    """Per cents of the drawing for a place in time and a share in points."""

    low: int
    high: int
    step: int
    last: int

    def x(self, place: int) -> float:
        return 100 * place / self.last if self.last else 50.0

    def y(self, value: float) -> float:
        return 100 * (self.high - value) / (self.high - self.low)


def trend(
    series: Sequence[Point], goal: Decimal | None = None, forecast: Forecast | None = None, label: str = "Share over time"
) -> SafeString:
    """A line through (label, share 0-1) pairs, oldest first, and the same figures as a table behind one click.

    None leaves a gap: no data is not zero. With `forecast` one more step is drawn, dashed, inside its interval.
    """
    plane = _plane(series, goal, forecast)
    return format_html(
        '<figure class="chart">{}<div class="trend"><svg role="img" aria-label="{}">{}{}{}{}{}</svg></div></figure>',
        _table(series, forecast),
        sentence(series, goal, forecast, label),
        _rules(plane),
        _goal(plane, goal),
        _ahead(plane, series, forecast),
        _line(plane, series),
        _labels(plane, series, forecast),
    )


def sentence(series: Sequence[Point], goal: Decimal | None, forecast: Forecast | None, label: str) -> str:
    """The picture in one sentence."""
    known = [(name, share) for name, share in series if share is not None]
    if not known:
        return f"{label}: no data yet."
    path = f"{label}: from {points(known[0][1])} percent ({known[0][0]}) to {points(known[-1][1])} percent ({known[-1][0]})"
    aim = f"; goal {points(goal, 0)}" if goal is not None else ""
    ahead = f"; forecast {points(forecast.middle)}, between {points(forecast.low)} and {points(forecast.high)}" if forecast else ""
    return f"{path}{aim}{ahead}."


def _plane(series: Sequence[Point], goal: Decimal | None, forecast: Forecast | None) -> _Plane:
    shares = [share for _, share in series if share is not None]
    shares += [goal] if goal is not None else []
    shares += [forecast.low, forecast.high] if forecast else []
    values = [float(share) * 100 for share in shares] or [0.0, 100.0]
    spread = max(values) - min(values)
    step = next((size for size in (2, 5, 10, 20, 50) if spread / size <= 6), 100)
    # Half a step of air above and below, for the figure over the last point.
    low, high = floor(min(values) / step - 0.5) * step, ceil(max(values) / step + 0.5) * step
    if min(values) >= 0:
        low = max(low, 0)
    return _Plane(low, max(high, low + step), step, len(series) - 1 + bool(forecast))


def _rules(plane: _Plane) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid-line" x1="0" x2="100%" y1="{0}" y2="{0}"/><text class="{2}" x="-34" y="{0}" dominant-baseline="central">{1}</text>',
        (
            (pct(plane.y(value)), value, "" if place % 2 == 0 else "thin")
            for place, value in enumerate(range(plane.low, plane.high + 1, plane.step))
        ),
    )


def _goal(plane: _Plane, goal: Decimal | None) -> SafeString:
    if goal is None:
        return SafeString("")
    return format_html(
        '<line class="goal" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text class="goal-text" x="100%" dx="8" y="{0}" dominant-baseline="central">Goal {1}</text>',
        pct(plane.y(float(goal) * 100)),
        f"{points(goal, 1).normalize():f}",
    )


def _line(plane: _Plane, series: Sequence[Point]) -> SafeString:
    placed = [(plane.x(place), plane.y(float(share) * 100)) if share is not None else None for place, (_, share) in enumerate(series)]
    lines = format_html_join(
        "",
        '<line class="line" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        (
            (pct(one[0]), pct(one[1]), pct(two[0]), pct(two[1]))
            for one, two in zip(placed, placed[1:], strict=False)
            if one and two
        ),
    )
    known = [spot for spot in placed if spot]
    dots = format_html_join(
        "",
        '<circle class="point{}" cx="{}" cy="{}" r="{}"/>',
        ((" last" if spot is known[-1] else "", pct(spot[0]), pct(spot[1]), "6.5" if spot is known[-1] else "4") for spot in known),
    )
    return format_html("{}{}", lines, dots)


def _ahead(plane: _Plane, series: Sequence[Point], forecast: Forecast | None) -> SafeString:
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


def _labels(plane: _Plane, series: Sequence[Point], forecast: Forecast | None) -> SafeString:
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
    end = format_html('<text class="x end" x="100%" y="100%" dy="22">{}</text>', forecast.label) if forecast else SafeString("")
    last = next(((place, share) for place, (_, share) in reversed(list(enumerate(series))) if share is not None), None)
    value = (
        format_html(
            '<text class="value" x="{}" y="{}" dy="-14">{}</text>',
            pct(plane.x(last[0])),
            pct(plane.y(float(last[1]) * 100)),
            points(last[1]),
        )
        if last
        else SafeString("")
    )
    return format_html("{}{}{}", names, end, value)


def _label_class(from_end: int, every: int, forecast: Forecast | None) -> str:
    """On a phone every other name goes, and the last one where the forecast's name needs its room."""
    if from_end == 0 and forecast:
        return " before-end"
    return " thin" if from_end % (2 * every) else ""


def _table(series: Sequence[Point], forecast: Forecast | None) -> SafeString:
    rows = [(name, percent(share)) for name, share in series]
    if forecast:
        rows.append((f"{forecast.label} (forecast)", f"{percent(forecast.middle)}, {points(forecast.low)} to {points(forecast.high)}"))
    return format_html(
        '<details class="chart-table"><summary>{} Show as table</summary><div><table class="list-table">'
        '<thead><tr><th scope="col">Period</th><th scope="col" class="r">Share</th></tr></thead><tbody>{}</tbody></table></div></details>',
        icon("list", size=16),
        format_html_join("", '<tr><th scope="row">{}</th><td class="r num">{}</td></tr>', rows),
    )
