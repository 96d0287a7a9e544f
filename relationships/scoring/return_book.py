"""A book of clients at a past or present day, as arrays. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from relationships.scoring.arrays import Floats, np
from relationships.scoring.return_matrix import every_term


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

    @cached_property
    def terms(self) -> dict[str, Floats]:
        """Every term of every client, worked out once."""
        return every_term(self.columns)

    def matrix(self, terms: Sequence[str]) -> Floats:
        """These terms, one column each."""
        return np.column_stack([self.terms[term] for term in terms])

    @property
    def one_class(self) -> bool:
        """Whether everybody came back, or nobody did (or nobody is there)."""
        return len(self) == 0 or bool((self.came == self.came[0]).all())
