"""A hint to a worker that somebody waits to be erased; the schedule finds them anyway."""

from __future__ import annotations

from relationships.scoring.nudge import hint


def hint_erasing() -> None:
    """Ask a worker to begin. Never raises."""
    hint("relationships.trust.tasks.erase_who_asked", {})
