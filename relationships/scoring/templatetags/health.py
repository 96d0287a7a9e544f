"""`{% load health %}{% health_course year %}`: twelve months of a client's health as a drawing and a table."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from relationships.foundation.drawing.course import course
from relationships.scoring.health_year import HealthYear

register = template.Library()


@register.simple_tag
def health_course(year: HealthYear) -> SafeString:
    """The line, the grades it passes, and when the weights changed."""
    return course(year.stands, year.last, year.rules, year.notes, "Health over 12 months")
