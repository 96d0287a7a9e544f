"""From a saved touchpoint to a fresh score: within two seconds, through the real worker."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest

from crm.services.processes import wait_until
from relationships.scoring.models import Health, StaleMark
from relationships.scoring.nudge import breaker
from tests.network.touching import TouchSpec, make_touches
from tests.scoring.health_firm import days_before


@pytest.fixture(autouse=True)
def _closed_breaker():
    breaker.reset()


def test_the_health_shown_is_fresh_within_two_seconds(worker, sign_in, account_manager, novagen, ana):
    make_touches(
        TouchSpec(days_before(days), [novagen], [ana], [account_manager], direction="ours") for days in (40, 80, 120)
    )
    browser = sign_in(account_manager)
    vital = f"/clients/{novagen.public_id}/health/vital/"
    browser.post("/log/", {"q": "c ana 20m", "form_token": str(uuid4())})
    wait_until(lambda: not StaleMark.objects.exists(), 30)
    seconds = []
    for n in range(5):
        answer = browser.post("/log/", {"q": f"m ana {n + 10}m re plans", "form_token": str(uuid4())})
        started = time.monotonic()
        assert answer.status_code == 303
        assert wait_until(lambda: b"Being recomputed" not in browser.get(vital).content, 20)
        seconds.append(time.monotonic() - started)
        assert Health.objects.get(client=novagen).facts["touches"] == 5 + n
    assert sorted(seconds)[2] < 2, seconds
