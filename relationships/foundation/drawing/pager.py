"""The numbered pages under a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.safestring import SafeString

from relationships.foundation.drawing.icon import icon
from relationships.foundation.markup import Markup, together

_PAGER = Markup(
    '<nav aria-label="Pages"><ul class="pagination">\n  <li>{before}</li>\n  {pages}{more}\n  <li>{after}</li>\n</ul></nav>'
)
_BEFORE = Markup('<a href="{}" rel="prev">{}</a>')
_AFTER = Markup('<a href="{}" rel="next">{}</a>')
_GAP = SafeString('<li><span aria-hidden="true">…</span></li>\n  ')
_HERE = Markup('<li><span aria-current="page"><span class="visually-hidden">Page </span>{}</span></li>\n  ')
_PAGE = Markup('<li><a href="{}"><span class="visually-hidden">Page </span>{}</a></li>\n  ')
_MORE = SafeString("<li><span>and more: narrow it down</span></li>")


def pager(
    number: int, last: int, pages: Iterable[int | None], *, more: bool, address: Callable[[int], str]
) -> SafeString:
    """The page `number` among `pages` (None: a gap) of `last`; `more`: there are rows beyond. Nothing for a single page."""
    if last <= 1:
        return SafeString("")
    before = _BEFORE(address(number - 1), icon("chevron-left", label="Previous page", size=16)) if number > 1 else ""
    after = _AFTER(address(number + 1), icon("chevron-right", label="Next page", size=16)) if number < last else ""
    shown = together(
        [_GAP if page is None else _HERE(page) if page == number else _PAGE(address(page), page) for page in pages]
    )
    return _PAGER(before=before, pages=shown, more=_MORE if more else "", after=after)
