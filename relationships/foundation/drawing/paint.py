"""A fill: a plain colour by its class, or a pattern that the page frame holds once (components/_patterns.html)."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString


def paint(fill: str) -> SafeString:
    """The attribute that fills a shape: names that begin with "p-" are patterns."""
    if fill.startswith("p-"):
        return format_html('fill="url(#{})"', fill)
    return format_html('class="{}"', fill)
