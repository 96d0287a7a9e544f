"""History by statement-level trigger: which writes of a model leave an event (ADR 0007)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

_M = TypeVar("_M", bound=type[models.Model])


def keeps_history(*, exclude: list[str] | None = None) -> Callable[[_M], _M]:
    """Record every insert, update and delete of the model, with user and job, append-only."""
    return _track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)


def keeps_corrections() -> Callable[[_M], _M]:
    """Record updates and deletes only: for rows that come by the million and whose creation is the row itself."""
    return _track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=None)


def _track(*trackers: Any, exclude: list[str] | None) -> Callable[[_M], _M]:
    # Trackers keep the model they are bound to, so each model gets its own.
    decorate: Callable[[_M], _M] = pghistory.track(*trackers, exclude=exclude)
    return decorate
