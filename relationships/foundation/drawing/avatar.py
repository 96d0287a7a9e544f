"""Portraits: people are circles, organisations rounded squares, alumni carry a leaf."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from relationships.foundation.display.initials import initials, tint

SIZES = frozenset({20, 24, 26, 28, 32, 34, 36, 48, 60})


@lru_cache(maxsize=8192)
def avatar(name: str, size: int = 34, kind: str = "person", alumnus: bool = False) -> SafeString:
    """Initials on a tint that the name always gets. Hidden from screen readers: the name stands beside it.

    `kind` is "person" or "organisation"; `size` is one of SIZES in px.
    """
    if size not in SIZES:
        raise ValueError(f"A portrait is {sorted(SIZES)} px, not {size}.")
    classes = ["avatar", f"tint-{tint(name)}"]
    if size != 34:
        classes.append(f"avatar-{size}")
    if kind == "organisation":
        classes.append("organisation")
    if alumnus:
        classes.append("alumnus")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', " ".join(classes), initials(name))
