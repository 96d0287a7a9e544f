"""The columns of the list of people, for the table and for the file. The name is always there."""

from __future__ import annotations

from relationships.dashboards.columns import Column

COLUMNS: tuple[Column, ...] = (
    Column("positions", "Works at"),
    Column("reach", "Reach them"),
    Column("known", "Best known by"),
    Column("role", "Part in buying", usual=False),
    Column("touch", "Last touch", usual=False),
    Column("added", "Added", usual=False, sort="added"),
)
