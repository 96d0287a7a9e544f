"""A list of people and their dated positions: one row is a person, or one more position of theirs."""

from __future__ import annotations

from relationships.contacts.reach import region_of
from relationships.imports import cells, times
from relationships.imports.columns import Field
from relationships.imports.kinds import Circumstances, Kind, in_order


def describe(given: Circumstances) -> Kind:
    """Columns and cells of a people file."""
    region = region_of(given.zone.key)
    return Kind(
        name="people",
        columns=(
            "external_id",
            "name",
            "email",
            "phone",
            "other_emails",
            "other_phones",
            "client",
            "title",
            "seniority",
            "started_on",
            "ended_on",
        ),
        required=("name",),
        fields=(
            Field("external_id", "external_id", cells.Text(200), is_text=True),
            Field("name", "name", cells.Text(300), is_text=True),
            Field("email", "email", cells.address),
            Field("phone", "phone", cells.phone),
            Field("phone_number", "phone", cells.number(region)),
            Field("other_emails", "other_emails", cells.several(cells.address)),
            Field("other_phones", "other_phones", cells.several(cells.phone)),
            Field("other_numbers", "other_phones", cells.numbers(region)),
            Field("client", "client", cells.Text(300), is_text=True),
            Field("title", "title", cells.Text(200), is_text=True),
            Field("seniority", "seniority", cells.Text(60), is_text=True),
            Field("started_on", "started_on", times.day),
            Field("ended_on", "ended_on", times.day),
        ),
        check=in_order("started_on", "ended_on"),
    )
