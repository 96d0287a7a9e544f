"""Every table, one line each: who may know of a row, of whom it tells, what erasing does to it, what notes its changes.

What a line may say. The lines: `register_lines.py`. A table without one fails `tests/trust/test_register.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models


class Sees(StrEnum):
    """Who may know of a row, where no foreign key says it."""

    GATE = "gate"
    """`visible_to(user)` of the model itself."""
    FIRM = "firm"
    """Everybody of the firm who gets to the page."""
    OWN = "own"
    """The colleague whose it is."""
    MACHINE = "machine"
    """Nobody: worked out, or for the machinery."""


class Act(StrEnum):
    """What erasing the person, or the colleague, does to a row that tells of them."""

    DELETE = "delete"
    """The row and its history go."""
    KEEP = "keep"
    """It names them by id alone, and that id names nobody any more: totals stay."""
    TEXTS = "texts"
    """It stays, and every name and address of theirs is taken out of its texts."""


class Audit(StrEnum):
    """What notes a change."""

    HISTORY = "history"
    """Triggers: who changed which field."""
    LOG = "log"
    """Rows are added, each the record of an event."""
    NONE = "none"
    """Worked out from other rows, or short-lived."""


Blank = Mapping[str, Any]
"""Fields and what they hold afterwards."""


@dataclass(frozen=True)
class Kept:
    """The line of one model. `sees` is a `Sees`, or foreign keys that must all be visible (an empty one hides nothing)."""

    model: str
    sees: Sees | tuple[str, ...]
    person: str = ""
    """The way to the `Person` of whom a row tells, or the model that links both; "" when none: then no personal data
    of theirs but in texts."""
    erase: Act | Blank = Act.KEEP
    colleague: str = ""
    """The same for a colleague: what is theirs alone. Who wrote or did something is not listed: an id stays an id."""
    leave: Act | Blank = Act.KEEP
    """What erasing the colleague does."""
    audit: Audit = Audit.HISTORY
    own: bool = False
    """Beside what `sees` says: for the colleague alone, whose mailbox, day or shelf it is. A row that names nothing in
    sight is nobody else's business."""
    inside: str = ""
    """Beside what `sees` says: for those alone whom this list of colleagues holds."""
    exported: bool = True
    """Whether "everything about a person" holds these rows."""

    @property
    def private(self) -> bool:
        """Whether a row is its colleague's alone."""
        return self.own or self.sees is Sees.OWN

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)
