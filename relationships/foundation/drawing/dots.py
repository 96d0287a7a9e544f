"""Dots on a plane from 0 to 100 upwards: predicted against observed, health against fees. Figures stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.drawing.numbers import clamp, pct, px

Mark = tuple[float, str]
"""Where on an axis (0-100), and what is written there."""


@dataclass(frozen=True)
class Dot:
    """`x` and `y` are 0-100 of the plane; `radius` in pixels. `full` fills it; `title` is what resting on it shows."""

    x: float
    y: float
    title: str
    radius: float = 5.0
    full: bool = True
    href: str = ""


def dots(
    points: Sequence[Dot], label: str, across: Sequence[Mark] = (), upwards: Sequence[Mark] = (), diagonal: bool = False
) -> SafeString:
    """The plane; `label` says in one sentence what it shows. `diagonal` draws where both axes agree."""
    # A picture hides what is in it; links must not be hidden.
    role = "group" if any(each.href for each in points) else "img"
    return format_html(
        '<div class="trend"><svg role="{}" aria-label="{}">{}{}{}{}</svg></div>',
        role,
        label,
        _rules(upwards),
        _names(across),
        SafeString('<line class="goal" x1="0" y1="100%" x2="100%" y2="0"/>') if diagonal else "",
        format_html_join("", "{}", ((_dot(each),) for each in points)),
    )


def _rules(marks: Sequence[Mark]) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid-line" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text x="-34" y="{0}" dominant-baseline="central">{1}</text>',
        ((pct(100 - at), words) for at, words in marks),
    )


def _names(marks: Sequence[Mark]) -> SafeString:
    return format_html_join(
        "", '<text class="x" x="{}" y="100%" dy="20">{}</text>', ((pct(at), words) for at, words in marks)
    )


def _dot(each: Dot) -> SafeString:
    circle = format_html(
        '<circle class="point{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        " last" if each.full else "",
        pct(clamp(each.x, 0, 100)),
        pct(100 - clamp(each.y, 0, 100)),
        px(each.radius),
        each.title,
    )
    return format_html('<a href="{}">{}</a>', each.href, circle) if each.href else circle
