"""`{% load repeat %}`: addresses that keep period and scope."""

from __future__ import annotations

from django import template

from relationships.dashboards.repeat_lens import Lens
from relationships.scoring.repeat_business import Bar
from relationships.scoring.repeat_text import BAR_WORDS

register = template.Library()


@register.simple_tag
def lens_query(lens: Lens, **more: str) -> str:
    """The "?…" that leads back to this period and scope, with more parts: `{% lens_query lens client=row.public_id %}`."""
    return lens.address(**{name: str(value) for name, value in more.items()})


@register.filter
def bar_words(bar: Bar) -> str:
    """ "Came back" for a bar of the bridge."""
    return BAR_WORDS[bar]
