"""The course of a number from 0 to 100 over days: it holds until the next one, and stops where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.drawing.icon import icon
from relationships.foundation.drawing.numbers import pct

MOST_ROWS = 40


@dataclass(frozen=True)
class Stand:
    """From the day `on`: `value` 0-100 (None: none), and what the table says beside it."""

    on: date
    value: float | None
    words: str = ""


def course(
    stands: Sequence[Stand],
    last: date,
    rules: Sequence[tuple[float, str]],
    notes: Sequence[tuple[date, str]],
    label: str,
) -> SafeString:
    """`stands`, the oldest first, up to and with `last`; `rules` are lines across with their names, `notes` days with words.

    The same figures stand in a table behind one click.
    """
    first = stands[0].on if stands else last
    span = max((last - first).days, 1)
    return format_html(
        '<figure class="chart">{}<div class="trend"><svg role="img" aria-label="{}">{}{}{}{}{}</svg></div></figure>',
        _table(stands),
        sentence(stands, label),
        _rules(rules),
        _line(stands, first, last, span),
        _notes(notes, first, span),
        _months(first, last, span),
        _end(stands),
    )


def sentence(stands: Sequence[Stand], label: str) -> str:
    """The picture in one sentence."""
    known = [each for each in stands if each.value is not None]
    if not known:
        return f"{label}: no data yet."
    low = min(known, key=lambda each: (each.value or 0.0, each.on))
    begin, end = known[0], known[-1]
    return (
        f"{label}: {int(begin.value or 0)} from {begin.on:%-d %b %Y}, lowest {int(low.value or 0)} from "
        f"{low.on:%-d %b %Y}, now {int(end.value or 0)}."
    )


def _line(stands: Sequence[Stand], first: date, last: date, span: int) -> SafeString:
    """One path in a box that stretches: per cents are not allowed in a path."""
    steps: list[str] = []
    drawing = False
    for each in stands:
        x = (each.on - first).days
        if each.value is None:
            steps += [f"H{x}"] if drawing else []
            drawing = False
            continue
        y = f"{100 - each.value:.1f}"
        steps += [f"H{x}", f"V{y}"] if drawing else [f"M{x},{y}"]
        drawing = True
    steps += [f"H{(last - first).days}"] if drawing else []
    return format_html(
        '<svg width="100%" height="100%" viewBox="0 0 {} 100" preserveAspectRatio="none"><path class="line" fill="none" '
        'vector-effect="non-scaling-stroke" d="{}"/></svg>',
        span,
        " ".join(steps),
    )


def _rules(rules: Sequence[tuple[float, str]]) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid-line" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text x="-34" y="{0}" dominant-baseline="central">{1}</text>',
        ((pct(100 - at), words) for at, words in rules),
    )


def _notes(notes: Sequence[tuple[date, str]], first: date, span: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="goal" x1="{0}" x2="{0}" y1="0" y2="100%"/><text class="goal-text" x="{0}" dx="6" y="8">{1}</text>',
        ((pct(100 * (on - first).days / span), words) for on, words in notes if on >= first),
    )


def _months(first: date, last: date, span: int) -> SafeString:
    """The names of the months that begin in it; on a phone every other one."""
    months = [day for day in (first + timedelta(days=n) for n in range(span + 1)) if day.day == 1]
    every = 1 if len(months) <= 6 else 2
    return format_html_join(
        "",
        '<text class="x{}" x="{}" y="100%" dy="22">{}</text>',
        (
            (" thin" if place % (2 * every) else "", pct(100 * (day - first).days / span), f"{day:%b}")
            for place, day in enumerate(months)
            if place % every == 0
        ),
    )


def _end(stands: Sequence[Stand]) -> SafeString:
    if not stands or stands[-1].value is None:
        return SafeString("")
    return format_html(
        '<text class="end" x="100%" dx="8" y="{}" dominant-baseline="central">{}</text>',
        pct(100 - stands[-1].value),
        int(stands[-1].value),
    )


def _table(stands: Sequence[Stand]) -> SafeString:
    rows = (
        (f"{each.on:%-d %b %Y}", "–" if each.value is None else int(each.value), each.words)
        for each in list(reversed(stands))[:MOST_ROWS]
    )
    return format_html(
        '<details class="chart-table"><summary>{} Show as table</summary><div><table class="list-table"><thead><tr>'
        '<th scope="col">From</th><th scope="col" class="r">Score</th><th scope="col">Grade and weights</th></tr></thead>'
        "<tbody>{}</tbody></table></div></details>",
        icon("list", size=16),
        format_html_join("", '<tr><th scope="row">{}</th><td class="r num">{}</td><td>{}</td></tr>', rows),
    )
