"""`{% load list_lines %}{% client_lines page.rows page.shows page.currency %}`: all lines of a list or panel, at one call."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django import template
from django.utils.safestring import SafeString

from relationships.dashboards.client_cells import client_line
from relationships.dashboards.client_panel_cells import known_line, work_line
from relationships.dashboards.client_rows import ClientRow
from relationships.dashboards.client_work import WorkLine
from relationships.dashboards.fee_years import FeeYears
from relationships.dashboards.knows import KnownPerson
from relationships.dashboards.list_frame import act_buttons, list_heads
from relationships.dashboards.people_cells import person_line
from relationships.dashboards.people_rows import PersonRow
from relationships.foundation.markup import together

register = template.Library()
register.simple_tag(act_buttons)
register.simple_tag(list_heads)


@register.simple_tag
def client_lines(rows: Iterable[ClientRow], columns: Collection[str], currency: str) -> SafeString:
    """The lines of the client list."""
    return together([client_line(row, columns, currency) for row in rows])


@register.simple_tag
def person_lines(rows: Iterable[PersonRow], columns: Collection[str]) -> SafeString:
    """The lines of the list of people."""
    return together([person_line(row, columns) for row in rows])


@register.simple_tag
def known_lines(people: Iterable[KnownPerson]) -> SafeString:
    """Their people against ours."""
    return together([known_line(person) for person in people])


@register.simple_tag
def work_lines(lines: Iterable[WorkLine], fees: FeeYears | None) -> SafeString:
    """The work for a client."""
    return together([work_line(line, fees) for line in lines])
