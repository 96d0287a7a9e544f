"""History by statement-level trigger: which writes of a model leave an event (ADR 0007)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

_M = TypeVar("_M", bound=type[models.Model])
_WITH_EARLIER_VERSIONS: set[str] = set()


def keeps_history(*, exclude: list[str] | None = None) -> Callable[[_M], _M]:
    """Record every insert, update and delete of the model, with user and job, append-only."""
    return _track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)


def keeps_corrections() -> Callable[[_M], _M]:
    """Record updates and deletes only: for rows that come by the million and whose creation is the row itself."""
    return _track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=None)


def keeps_versions() -> Callable[[_M], _M]:
    """Record each row as it was before an update or delete.

    Together with the present row that is everything it ever said, without an event for its creation: for rows that
    come by the million and whose first version must not be lost.
    """
    track = _track(pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent(), exclude=None)

    def decorate(model: _M) -> _M:
        _WITH_EARLIER_VERSIONS.add(model._meta.label)
        return track(model)

    return decorate


def holds_earlier_versions(model: type[models.Model]) -> bool:
    """Whether update events of `model` hold the row before (`keeps_versions`) or after the write."""
    return model._meta.label in _WITH_EARLIER_VERSIONS


def _track(*trackers: Any, exclude: list[str] | None) -> Callable[[_M], _M]:
    # Trackers keep the model they are bound to, so each model gets its own.
    decorate: Callable[[_M], _M] = pghistory.track(*trackers, exclude=exclude)
    return decorate
