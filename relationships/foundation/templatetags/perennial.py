"""`{% load perennial %}`: the product's glyphs, charts and words. One example of each: docs/components.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.once_token import FIELD, new_token
from accounts.policy import Role
from accounts.vocabulary import role_words, speak, words
from relationships.foundation.display import days, grade, money, paging, share
from relationships.foundation.drawing.avatar import avatar
from relationships.foundation.drawing.axis_row import axis_row
from relationships.foundation.drawing.bridge import Bar, bridge_start
from relationships.foundation.drawing.bridge import bridge as draw_bridge
from relationships.foundation.drawing.delta import delta
from relationships.foundation.drawing.dots import dots
from relationships.foundation.drawing.heat_cell import heat_cell
from relationships.foundation.drawing.icon import icon
from relationships.foundation.drawing.meter import meter, steps
from relationships.foundation.drawing.pager import pager
from relationships.foundation.drawing.pulse import SPAN
from relationships.foundation.drawing.pulse import pulse as draw_pulse
from relationships.foundation.drawing.ribbon import Span
from relationships.foundation.drawing.ribbon import ribbon as draw_ribbon
from relationships.foundation.drawing.ring import ring
from relationships.foundation.drawing.scale import scale
from relationships.foundation.drawing.sig import sig
from relationships.foundation.drawing.stacked import stacked
from relationships.foundation.drawing.trend import trend
from relationships.foundation.drawing.years import years as draw_years

register = template.Library()

for _tag in (
    icon, avatar, ring, sig, delta, meter, steps, scale, axis_row, heat_cell, trend, bridge_start, stacked, dots,
):  # fmt: skip
    register.simple_tag(_tag)

register.filter("money", money.money)
register.filter("money_short", money.money_short)
register.filter("percent", share.percent)
register.filter("signed", share.signed)
register.filter("grade_word", grade.grade_word)


@register.simple_tag
def once() -> SafeString:
    """The hidden token of a hand-written form that adds (`accounts.once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())


@register.simple_tag
def pulse(
    touched: Iterable[date | datetime], usual: float | None = None, span: int = SPAN, wide: bool = False
) -> SafeString:
    """The pulse strip up to today in the reader's zone."""
    zone = timezone.get_current_timezone()  # asked for once, not for each of sixty touchpoints
    here = [_local(moment, zone) for moment in touched]
    return draw_pulse(here, usual, timezone.localdate(), span, wide)


@register.simple_tag
def bridge(bars: Sequence[Bar], currency: str = "", repeat: Decimal | None = None) -> SafeString:
    """The waterfall from last year to this one, in the firm's nouns."""
    return draw_bridge(bars, currency, repeat, nouns=(words()["client"], words()["clients"]))


@register.simple_tag
def years(columns: Sequence[tuple[int, Decimal | None]], currency: str = "", label: str = "") -> SafeString:
    """Fees by year, or what `label` says, in the firm's nouns."""
    return draw_years(columns, currency, label or speak("Fees by year"))


@register.simple_tag
def ribbon(spans: Sequence[Span], first: date, last: date, large: bool = False) -> SafeString:
    """A career on the axis of days that a list shares, in the firm's nouns."""
    return draw_ribbon(spans, first, last, large, client=words()["client"])


@register.filter
def role_word(role: str) -> str:
    """What the firm calls a role."""
    return role_words()[Role(role)]


@register.filter
def day(moment: date | datetime | None) -> str:
    """ "Fri 20 Nov" in the reader's zone."""
    return days.day(None if moment is None else _local(moment), timezone.localdate())


register.filter(speak)


@register.filter
def grouped(number: int) -> str:
    """ "6,268"."""
    return f"{number:,}"


@register.filter
def as_xlsx(address: str) -> str:
    """The address of a table, asking for a workbook."""
    plain = address.removesuffix("format=csv").rstrip("?&")
    return f"{plain}{'&' if '?' in plain else '?'}format=xlsx"


@register.inclusion_tag("components/download.html", takes_context=True)
def list_file(context: Mapping[str, Any], address: str = "") -> dict[str, str]:
    """The list of this page as a file, in the filter it has (`foundation.list_file`); `address`: where it is made, if
    elsewhere."""
    query = context["request"].GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    query["format"] = "csv"
    return {"href": f"{address}?{query.urlencode()}"}


@register.filter
def ago(moment: date | datetime | None) -> SafeString:
    """ "3 days ago" as a <time> that shows the day on hover and on paper."""
    return SafeString("never") if moment is None else days_ago(days.as_day(_local(moment)), timezone.localdate())


# A list says the same few days over and over.
@lru_cache(maxsize=4096)
def days_ago(on: date, today: date) -> SafeString:
    """The same of a day in the reader's zone."""
    return format_html(
        '<time class="ago" datetime="{}" title="{}">{}</time>', on.isoformat(), days.day(on, today), days.ago(on, today)
    )


@register.simple_tag
def options(choices: Iterable[tuple[str, str, bool]]) -> SafeString:
    """`<option>`s of (value, words, chosen): two hundred colleagues by a loop of the template cost a page 2 ms."""
    return _options(tuple(choices))


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str, bool], ...]) -> SafeString:
    chosen_mark = SafeString(" selected")
    rows = ((value, chosen_mark if chosen else "", words) for value, words, chosen in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag(takes_context=True)
def pagination(context: Mapping[str, Any], number: int, last: int, more: bool = False, key: str = "page") -> SafeString:
    """Numbered pages that keep every other part of the address. `more`: there are pages beyond `last`."""
    query = context["request"].GET.copy()

    def address(page: int) -> str:
        query[key] = str(page)
        return f"?{query.urlencode()}"

    return pager(number, last, paging.page_numbers(number, last), more=more, address=address)


def _local(moment: date | datetime, zone: tzinfo | None = None) -> date | datetime:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return moment.astimezone(zone or timezone.get_current_timezone())
    return moment
