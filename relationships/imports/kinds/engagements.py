"""A list of engagements: matters, projects, studies, mandates."""

from __future__ import annotations

from relationships.imports import cells, times
from relationships.imports.columns import Field
from relationships.imports.kinds import Circumstances, Kind, in_order
from relationships.imports.parties import colleague

ORIGINS = ("repeat", "referral", "alumnus", "tender", "new")


def describe(given: Circumstances) -> Kind:
    """Columns and cells of an engagements file. Its column `source` says where the work came from."""
    return Kind(
        name="engagements",
        columns=(
            "external_id",
            "client",
            "name",
            "practice",
            "partner",
            "opened_on",
            "closed_on",
            "source",
            "one_off",
        ),
        required=("client", "name"),
        fields=(
            Field("external_id", "external_id", cells.Text(200), is_text=True),
            Field("client", "client", cells.Text(300), is_text=True),
            Field("name", "name", cells.Text(300), is_text=True),
            Field("practice", "practice", cells.Text(200), is_text=True),
            Field("colleague", "partner", colleague),
            Field("opened_on", "opened_on", times.day),
            Field("closed_on", "closed_on", times.day),
            Field("origin", "source", cells.one_of(ORIGINS)),
            Field("one_off", "one_off", cells.yes_or_no),
        ),
        check=in_order("opened_on", "closed_on"),
    )
