"""Icons from the sprite static/icons.svg."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SIZES = frozenset({14, 16, 18, 20, 24})


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "", size: int = 18) -> SafeString:
    """The icon `name`, silent beside words; with `label` it speaks for itself. `size` is 14, 16, 18, 20 or 24 px."""
    if size not in SIZES:
        raise ValueError(f"An icon is {sorted(SIZES)} px, not {size}.")
    sized = "icon" if size == 18 else f"icon icon-{size}"
    reference = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', sized, label, reference)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', sized, reference)
