"""A list of colleagues, those who left included."""

from __future__ import annotations

from accounts.policy import Role
from relationships.imports import cells, times
from relationships.imports.columns import Field
from relationships.imports.kinds import Circumstances, Kind, in_order


def describe(given: Circumstances) -> Kind:
    """Columns and cells of a colleagues file."""
    return Kind(
        name="colleagues",
        columns=("email", "name", "role", "office", "practice", "joined_on", "left_on"),
        required=("name",),
        fields=(
            Field("email", "email", cells.address),
            Field("name", "name", cells.Text(200), is_text=True),
            Field("role", "role", cells.one_of([role.value for role in Role], also=_spoken_roles())),
            Field("office", "office", cells.Text(200), is_text=True),
            Field("practice", "practice", cells.Text(200), is_text=True),
            Field("joined_on", "joined_on", times.day),
            Field("left_on", "left_on", times.day),
        ),
        check=in_order("joined_on", "left_on"),
    )


def _spoken_roles() -> dict[str, str]:
    return {role.value.replace("_", " "): role.value for role in Role}
