"""`{% load touch_words %}{{ entry|told }}`: one touchpoint in words, for lists that are no timeline."""

from __future__ import annotations

from django import template

from relationships.interactions.queries.timeline import Entry
from relationships.interactions.timeline_panel import Row

register = template.Library()


@register.filter
def told(entry: Entry) -> str:
    """ "Maya called Ana Ruiz, 20 min, renewal"."""
    row = Row(entry, may_change=False, new_day=False, others=[])
    return ", ".join(filter(None, [row.sentence, row.aside]))
