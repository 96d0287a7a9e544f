"""The kinds by name."""

from __future__ import annotations

from relationships.imports.kinds import (
    Description,
    alumni,
    clients,
    colleagues,
    engagements,
    interactions,
    ledger,
    people,
)

DESCRIPTIONS: dict[str, Description] = {
    "colleagues": colleagues.describe,
    "clients": clients.describe,
    "people": people.describe,
    "alumni": alumni.describe,
    "engagements": engagements.describe,
    "ledger": ledger.describe,
    "interactions": interactions.describe,
}
