"""A list of clients."""

from __future__ import annotations

from relationships.imports import cells
from relationships.imports.columns import Field
from relationships.imports.kinds import Circumstances, Kind
from relationships.imports.parties import colleague

TIERS = ("A", "B", "C", "D")


def describe(given: Circumstances) -> Kind:
    """Columns and cells of a clients file."""
    return Kind(
        name="clients",
        columns=(
            "external_id",
            "name",
            "group",
            "industry",
            "tier",
            "expected_interval_days",
            "owner",
            "website",
        ),
        required=("name",),
        fields=(
            Field("external_id", "external_id", cells.Text(200), is_text=True),
            Field("name", "name", cells.Text(300), is_text=True),
            Field("client_group", "group", cells.Text(300), is_text=True),
            Field("industry", "industry", cells.Text(120), is_text=True),
            Field("tier", "tier", cells.one_of(TIERS)),
            Field("expected_interval_days", "expected_interval_days", cells.whole(at_least=1, at_most=3660)),
            Field("colleague", "owner", colleague),
            Field("website", "website", cells.website),
        ),
    )
