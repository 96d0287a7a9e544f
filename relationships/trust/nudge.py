"""Hints to a worker that somebody waits to be erased, or for a file of everything; the schedule finds them anyway."""

from __future__ import annotations

from relationships.scoring.nudge import hint


def hint_erasing() -> None:
    """Ask a worker to begin. Never raises."""
    hint("relationships.trust.tasks.erase_who_asked", {})


def hint_firm_export() -> None:
    """Ask a worker to make the file. Never raises."""
    hint("relationships.trust.tasks.make_firm_exports", {})
