"""A book of clients at a past or present day, as arrays. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relationships.scoring.arrays import Floats


@dataclass(frozen=True)
class Book:
    """Clients with a positive fee in the `book` months up to `cutoff`; `came` is 1.0 for those who booked again.

    `columns` are the other columns of `return_facts_sql.COLUMNS`; NaN where there is nothing.
    """

    cutoff: date
    client_ids: list[int]
    came: Floats
    columns: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.client_ids)

    @property
    def one_class(self) -> bool:
        """Whether everybody came back, or nobody did (or nobody is there)."""
        return len(self) == 0 or bool((self.came == self.came[0]).all())
