"""`{% load client_lines %}{% client_line row page.shows page.currency %}`: one line of the client list."""

from __future__ import annotations

from django import template

from relationships.dashboards.client_cells import client_line

register = template.Library()
register.simple_tag(client_line)
