"""The share on a scale with its goal: where we are, where the year may end."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from relationships.foundation.display.share import points
from relationships.foundation.drawing.numbers import clamp, pct


def scale(
    share: Decimal | None,
    goal: Decimal,
    low: Decimal | None = None,
    high: Decimal | None = None,
    start: Decimal | None = None,
) -> SafeString:
    """A track from `start` (0.60, or 0 for a share below it) to 1 with goal, marker and an optional forecast low-high.

    All values are shares 0-1; values outside the track are pinned to its end, the words keep the true figure.
    """
    first = start if start is not None else axis_start(share, goal, low)
    return format_html(
        '<div class="chart scale"><svg role="img" aria-label="{}">{}{}{}{}</svg></div>',
        sentence(share, goal, low, high, first),
        _track(goal, first),
        _goal(goal, first),
        _forecast(low, high, first),
        _marker(share, first),
    )


def axis_start(*shares: Decimal | None) -> Decimal:
    """0.6 while every share fits right of it, else 0: one axis for a whole table keeps its rows comparable."""
    lowest = min((share for share in shares if share is not None), default=Decimal(1))
    return Decimal("0.6") if lowest >= Decimal("0.6") else Decimal(0)


def across(share: Decimal, start: Decimal) -> float:
    """`share` as per cent of the way from `start` to 1, kept on the track."""
    return clamp(float((share - start) / (1 - start)) * 100, 0, 100)


def sentence(share: Decimal | None, goal: Decimal, low: Decimal | None, high: Decimal | None, start: Decimal) -> str:
    """The scale in words."""
    now = "No share yet" if share is None else f"Now {points(share)} percent"
    ahead = "" if low is None or high is None else f" Forecast between {points(low)} and {points(high)}."
    return f"{now}. Goal {points(goal, 0)}.{ahead} Scale from {points(start, 0)} to 100."


def _track(goal: Decimal, start: Decimal) -> SafeString:
    near, met = across(goal - Decimal("0.05"), start), across(goal, start)
    middle = round((float(start) * 100 + 100) / 2)
    return format_html(
        '<rect class="high" x="{0}" y="24" width="{3}" height="12" rx="6"/><rect class="low" x="0" y="24" width="{2}" height="12" rx="6"/>'
        '<rect class="near" x="{0}" y="24" width="{1}" height="12"/>'
        '<text x="0" y="52">{4}</text><text x="50%" y="52" text-anchor="middle">{5}</text>'
        '<text x="100%" y="52" text-anchor="end">100</text>',
        pct(near),
        pct(met - near),
        pct(met),
        pct(100 - near),
        points(start, 0),
        middle,
    )


def _goal(goal: Decimal, start: Decimal) -> SafeString:
    at = across(goal, start)
    return format_html(
        '<line class="goal" x1="{0}" x2="{0}" y1="12" y2="46"/><text class="goal-text" x="{0}" y="8" text-anchor="{1}">Goal {2}</text>',
        pct(at),
        _anchor(at),
        f"{points(goal, 1).normalize():f}",
    )


def _forecast(low: Decimal | None, high: Decimal | None, start: Decimal) -> SafeString:
    if low is None or high is None:
        return SafeString("")
    left, right = across(low, start), across(high, start)
    middle = (left + right) / 2
    return format_html(
        '<line class="forecast" x1="{0}" x2="{0}" y1="40" y2="50"/><line class="forecast" x1="{1}" x2="{1}" y1="40" y2="50"/>'
        '<line class="forecast" x1="{0}" x2="{1}" y1="50" y2="50"/>'
        '<text class="forecast-text" x="{2}" y="68" text-anchor="{3}">Year end {4} to {5}</text>',
        pct(left),
        pct(right),
        pct(middle),
        _anchor(middle),
        points(low),
        points(high),
    )


def _marker(share: Decimal | None, start: Decimal) -> SafeString:
    if share is None:
        return SafeString("")
    return format_html(
        '<circle class="halo" cx="{0}" cy="30" r="13"/><circle class="now" cx="{0}" cy="30" r="8"/>',
        pct(across(share, start)),
    )


def _anchor(at: float) -> str:
    return "start" if at < 18 else "end" if at > 82 else "middle"
