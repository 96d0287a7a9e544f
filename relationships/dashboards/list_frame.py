"""What stands around the lines of a list: its heads and what may be done with the ticked, at one call each."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from relationships.dashboards.bulk_acts import Offer
from relationships.dashboards.client_list import Header
from relationships.foundation.drawing.icon import icon
from relationships.foundation.markup import Markup, together

# 0 whether it is sorted, 1 whether it is of numbers, 2 what it says
_HEAD = Markup('<th scope="col"{0}{1}>{2}</th>')
_SORTS = Markup('<a href="{0}" hx-get="{1}{0}" hx-target="{2}" hx-push-url="true">{3}{4}</a>')
_TOO_MANY = Markup('<span title="Narrow the list to 10,000 {} or fewer to sort by this.">{}</span>')
_NUMERIC = SafeString(' class="r"')
_SORTED = {
    "": SafeString(""),
    "ascending": SafeString(' aria-sort="ascending"'),
    "descending": SafeString(' aria-sort="descending"'),
}
_WAYS = {"ascending": "chevron-up", "descending": "chevron-down"}
_ACT = Markup('<button class="btn btn-quiet btn-sm" type="submit" name="act" value="{}">{}{}</button>\n')


def list_heads(headers: Iterable[Header], address: str, target: str, rows: str) -> SafeString:
    """The `<th>`s: one that sorts asks `address` for the list in its order, into `target`; `rows` is what is listed."""
    return together([_head(head, address, target, rows) for head in headers])


def _head(head: Header, address: str, target: str, rows: str) -> SafeString:
    said: object = head.label
    if head.address:
        way = _WAYS.get(head.sorted)
        said = _SORTS(head.address, address, target, head.label, icon(way, size=14) if way else "")
    elif head.too_many:
        said = _TOO_MANY(rows, head.label)
    return _HEAD(_SORTED[head.sorted], _NUMERIC if head.numeric else "", said)


def act_buttons(acts: Iterable[Offer]) -> SafeString:
    """One button for each act."""
    return together([_ACT(act, icon(icon_name, size=16), words) for act, words, icon_name in acts])
