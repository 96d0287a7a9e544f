"""How large an invented firm is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class FirmSize:
    """Rows to generate. `ledger` counts ledger entries of all kinds; `years` full years before the current one."""

    clients: int = 2_000
    people: int = 6_000
    interactions: int = 200_000
    ledger: int = 60_000
    colleagues: int = 62
    years: int = 5

    def __post_init__(self) -> None:
        for name in ("clients", "people", "interactions", "ledger"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} can't be negative.")

    @property
    def alumni(self) -> int:
        """Former colleagues among the people."""
        return self.people // 50

    @property
    def alumni_elsewhere(self) -> int:
        """Those of them who did not come from a client's people."""
        return self.alumni * 7 // 10

    def scaled(self, factor: float) -> Self:
        """The same firm with `factor` times the clients, people, touchpoints and entries."""
        if factor <= 0:
            raise ValueError("The scale must be above 0.")
        return type(self)(
            clients=round(self.clients * factor),
            people=round(self.people * factor),
            interactions=round(self.interactions * factor),
            ledger=round(self.ledger * factor),
            colleagues=self.colleagues,
            years=self.years,
        )


DEMO = FirmSize()
