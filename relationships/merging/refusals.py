"""Why records can't be merged, in words that say what to do."""

from __future__ import annotations


class CannotMerge(Exception):
    """The merge is refused; `str(error)` says why, and what would help."""


class ChangedMeanwhile(Exception):
    """Somebody saved one of the records since they were compared: compare again."""


class CannotUndo(Exception):
    """The undo is refused; `str(error)` says why."""
