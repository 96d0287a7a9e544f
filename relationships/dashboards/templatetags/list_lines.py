"""`{% load list_lines %}{% client_line row page.shows page.currency %}`: one line of a list or panel."""

from __future__ import annotations

from django import template

from relationships.dashboards.client_cells import client_line
from relationships.dashboards.client_panel_cells import known_line, work_line
from relationships.dashboards.list_frame import act_buttons, list_heads
from relationships.dashboards.people_cells import person_line

register = template.Library()
register.simple_tag(act_buttons)
register.simple_tag(client_line)
register.simple_tag(known_line)
register.simple_tag(list_heads)
register.simple_tag(person_line)
register.simple_tag(work_line)
