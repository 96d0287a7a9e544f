"""The firm's own figures, kept by a worker for a minute: they sum up a year of the ledger, for one client's cap."""

from __future__ import annotations

import time

from django.conf import settings

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring.health_queries import FirmFigures, firm_figures

_kept: dict[object, tuple[float, FirmFigures]] = {}


def recent_firm_figures(day: FirmDay | None = None) -> FirmFigures:
    """Of `day`, which is today, at most a minute old."""
    day = day or firm_day()
    found = _kept.get(day)
    if found is None or time.monotonic() - found[0] >= settings.FIRM_FIGURES_KEPT_SECONDS:
        found = (time.monotonic(), firm_figures(day))
        _kept.clear()
        _kept[day] = found
    return found[1]
