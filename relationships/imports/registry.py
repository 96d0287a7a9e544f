"""The kinds by name."""

from __future__ import annotations

from relationships.imports.kinds import Description, clients, colleagues, engagements, interactions, ledger

DESCRIPTIONS: dict[str, Description] = {
    "colleagues": colleagues.describe,
    "clients": clients.describe,
    "engagements": engagements.describe,
    "ledger": ledger.describe,
    "interactions": interactions.describe,
}
