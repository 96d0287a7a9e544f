"""Tie strength as four rising bars."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.grade import TIE_WORDS, tie_bars

HEIGHTS = (5, 8, 11, 14)


def sig(strength: float | None, inferred: bool = False) -> SafeString:
    """Bars for a tie of 0-100, none filled for None ("no tie"); `inferred` ties are drawn dashed and say so."""
    return _bars(tie_bars(strength), inferred)


@lru_cache
def _bars(filled: int, inferred: bool) -> SafeString:
    word = TIE_WORDS[filled] + (", inferred" if inferred else "")
    bars = format_html_join(
        "",
        '<rect{} x="{}" y="{}" width="4" height="{}" rx="1"/>',
        (
            (SafeString(' class="on"') if step < filled else "", step * 6, 14 - height, height)
            for step, height in enumerate(HEIGHTS)
        ),
    )
    return format_html(
        '<svg class="sig{}" viewBox="0 0 22 14" role="img" aria-label="{}">{}</svg>',
        " inferred" if inferred else "",
        word,
        bars,
    )
