"""`{% load attention %}{% attention %}`: the newest alerts, for the pages that people begin on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from relationships.dashboards.alert_page import home_alerts

register = template.Library()


@register.inclusion_tag("dashboards/_attention.html", takes_context=True)
def attention(context: Mapping[str, Any]) -> dict[str, Any]:
    """What waits for whoever is signed in; nothing for roles that see no health."""
    lines, more = home_alerts(context["request"].user)
    return {"lines": lines, "more": more}
