"""Addresses for machines: does the process live, and can it do its work?"""

from __future__ import annotations

import time

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crm.probes import broker_answers, database_state

# The sweep runs every minute; five missed turns mean that no worker is at work.
LATEST_SWEEP_SECONDS = 300.0
_born = time.monotonic()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; asks nothing of anyone."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, broker, migrations and sweep are as they should be, else 503 and which is not."""
    database = database_state()
    checks: dict[str, dict[str, object]] = {
        "database": {"ok": database.reachable},
        "migrations": {
            "ok": database.reachable and not database.pending_migrations,
            "pending": len(database.pending_migrations),
        },
        "broker": {"ok": broker_answers()},
        "sweep": {"ok": sweep_is_recent(database.last_sweep_seconds), "age_seconds": database.last_sweep_seconds},
    }
    ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", **checks}, status=200 if ready else 503)


def sweep_is_recent(age_seconds: float | None) -> bool:
    """Tell whether the last sweep is recent, or the process so young that none can have run since."""
    if time.monotonic() - _born < LATEST_SWEEP_SECONDS:
        return True
    return age_seconds is not None and age_seconds < LATEST_SWEEP_SECONDS
