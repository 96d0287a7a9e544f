"""The floors, from the ground up; siblings share one. The same picture as docs/house.md and pyproject's contracts."""

from __future__ import annotations

FLOORS: list[set[str]] = [
    {"accounts"},
    {"foundation"},
    {"clients"},
    {"contacts"},
    {"engagements"},
    {"interactions"},
    {"alumni", "hospitality"},
    {"network"},
    {"scoring"},
    {"dashboards", "imports", "capture", "merging", "api"},
    {"attention"},
    {"firm"},
    {"trust"},
    {"crm"},
]
OURS = set().union(*FLOORS)


def floor_of(app_label: str) -> int:
    """The number of the floor; raises for an app of ours without one."""
    for number, apps in enumerate(FLOORS):
        if app_label in apps:
            return number
    raise LookupError(f"{app_label} has no floor. Give it one in {__name__}, pyproject.toml and docs/house.md.")
