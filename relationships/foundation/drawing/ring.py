"""The health ring: a growth ring around a letter or a score."""

from __future__ import annotations

from functools import lru_cache
from math import floor, pi

from django.utils.html import format_html
from django.utils.safestring import SafeString

from relationships.foundation.display.grade import GRADE_WORDS, grade_word
from relationships.foundation.drawing.numbers import clamp, px

RADIUS = 17
ROUND = 2 * pi * RADIUS


# A list draws the same few rings on every page.
@lru_cache(maxsize=4096)
def ring(
    grade: str | None, score: float | None = None, size: int = 40, show: str = "grade", quiet: bool = False
) -> SafeString:
    """A ring filled to `score` (0-100) around `grade` (A-E), or dashed and empty when there is no grade yet.

    `show` is "grade" or "score"; `quiet` hides it from screen readers where the same words stand beside it.
    """
    if grade not in GRADE_WORDS or score is None:
        return _no_grade(size, quiet)
    arc = ROUND * clamp(float(score), 0, 100) / 100
    # Never rounded up into a better grade: 79.9 is a B, and 80 would be an A.
    shown = str(floor(score))
    label = f"Health {grade}, {grade_word(grade)}, {shown} of 100"
    return format_html(
        '<svg class="ring grade-{}" width="{size}" height="{size}" viewBox="0 0 40 40" {voice}>'
        '<circle cx="20" cy="20" r="17"/>'
        '<circle class="arc" cx="20" cy="20" r="17" stroke-dasharray="{} {}" transform="rotate(-90 20 20)"/>'
        '<text x="20" y="20" text-anchor="middle" dominant-baseline="central" font-size="{}">{}</text></svg>',
        grade.lower(),
        px(arc),
        px(ROUND - arc),
        "13.5" if show == "score" else "15",
        shown if show == "score" else grade,
        size=size,
        voice=_voice(label, quiet),
    )


def _no_grade(size: int, quiet: bool) -> SafeString:
    return format_html(
        '<svg class="ring" width="{size}" height="{size}" viewBox="0 0 40 40" {voice}>'
        '<circle class="none" cx="20" cy="20" r="17" stroke-dasharray="3 4"/>'
        '<text x="20" y="20" text-anchor="middle" dominant-baseline="central" font-size="15">–</text></svg>',
        size=size,
        voice=_voice("Health: too little to judge yet", quiet),
    )


def _voice(label: str, quiet: bool) -> SafeString:
    if quiet:
        return SafeString('aria-hidden="true"')
    return format_html('role="img" aria-label="{}"', label)
