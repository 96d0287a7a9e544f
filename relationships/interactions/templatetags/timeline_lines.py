"""`{% load timeline_lines %}{% timeline_lines panel %}`: the touchpoints of a timeline, line by line."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from relationships.foundation.markup import together
from relationships.interactions.timeline_cells import timeline_line
from relationships.interactions.timeline_panel import TimelinePanel

register = template.Library()


@register.simple_tag(takes_context=True)
def timeline_lines(context: Context, panel: TimelinePanel) -> SafeString:
    """Every row of `panel`."""
    token = str(context.get("csrf_token", ""))
    return together([timeline_line(row, panel, token) for row in panel.rows])
