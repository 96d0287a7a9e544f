"""Whether the scores that pages show lag behind the facts: the sweep that keeps them up has not run for too long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from crm.health import LATEST_SWEEP_SECONDS, sweep_is_recent
from crm.probes import LAST_SWEEP

KEPT_SECONDS = 30.0
FOR_EVERYBODY = "What you log is saved; grades and shares follow."


@dataclass
class _Kept:
    at: float = float("-inf")
    age: float | None = None


_kept = _Kept()


def delay(*, with_reason: bool) -> str:
    """A sentence for the banner, or nothing while all is well. One read every half minute and process."""
    if not settings.TELL_OF_DELAYS or sweep_is_recent(_last_sweep()):
        return ""
    return f"{FOR_EVERYBODY} {_reason()}" if with_reason else FOR_EVERYBODY


def _last_sweep() -> float | None:
    """Seconds since the last sweep ended; None when none ever ran."""
    if time.monotonic() - _kept.at > KEPT_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute(LAST_SWEEP)
            _kept.age, _kept.at = cursor.fetchone()[0], time.monotonic()
    return _kept.age


def _reason() -> str:
    minutes = LATEST_SWEEP_SECONDS // 60
    since = "No sweep has run yet" if _kept.age is None else f"The last sweep ended {_kept.age // 60:.0f} minutes ago"
    return f"{since}, {minutes:.0f} are the limit: look whether beat and worker are running (docs/operations.md)."
