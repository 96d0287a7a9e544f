"""The columns of the directory of alumni. The name and what they were here are always there."""

from __future__ import annotations

from relationships.dashboards.columns import Column

COLUMNS: tuple[Column, ...] = (
    Column("now", "Now", sort="moved"),
    Column("path", "Path", sort="left"),
    Column("consent", "Consent"),
    Column("touch", "Last contact", sort="touch"),
    Column("keeper", "Kept by", usual=False),
    Column("joined", "Joined", usual=False),
    Column("left", "Left", usual=False, sort="left"),
    Column("office", "Office here", usual=False),
    Column("practice", "Practice here", usual=False),
)
