"""What somebody answered about rows and names that look like something known. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass, field

AS_NEW, LEAVE_OUT, THE_LIKEST = "new", "skip", "likest"


@dataclass(frozen=True)
class Choices:
    """Answers with ids in place of what was clicked; None stands for a record that is not there any more.

    `lines` and `clients`: which record a row, or a client's name in any row, means. Whoever is not named here is new.
    """

    lines: dict[int, int | None] = field(default_factory=dict)
    clients: dict[str, int | None] = field(default_factory=dict)
    lines_left_out: frozenset[int] = frozenset()
    clients_left_out: frozenset[str] = frozenset()
