"""When a wall is to be attested next."""

from __future__ import annotations

from datetime import datetime

from dateutil.relativedelta import relativedelta

from relationships.clients.models import Wall


def attestation_due(wall: Wall, last: datetime | None) -> datetime | None:
    """So many months after it was attested `last`, else after it began; None for one that never is."""
    if not wall.attest_months:
        return None
    due: datetime = (last or wall.starts_at) + relativedelta(months=wall.attest_months)
    return due
