"""From a saved invoice to fresh figures: within two seconds, through the real worker."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from crm.services.processes import wait_until
from relationships.clients.models import Client
from relationships.engagements.entry_actions import add_ledger_entry
from relationships.foundation.firm_day import firm_day
from relationships.scoring.nudge import breaker
from tests.scoring.ledger import Entry, load


@pytest.fixture(autouse=True)
def _closed_breaker():
    breaker.reset()


def test_the_dashboard_holds_an_invoice_within_two_seconds(worker, sign_in, partner: User) -> None:
    year = firm_day().on.year
    load([Entry(f"Ash{back}", "Ash", date(year - back, 1, 1), Decimal(1000)) for back in range(3)])
    browser = sign_in(partner)

    def shown():
        return browser.get("/repeat/").context["page"]

    assert wait_until(lambda: shown().now.remembered, 30)
    ash = Client.objects.unscoped(reason="test").get(name="Ash")
    seconds = []
    for n in range(1, 4):
        add_ledger_entry(
            client=ash,
            by=partner,
            booked_on=date(year, 1, 1),
            kind="fee",
            amount=Decimal(100),
            currency="EUR",
            base_amount=Decimal(100),
        )
        started = time.monotonic()
        assert wait_until(lambda n=n: shown().now.total == 1000 + 100 * n, 20)
        seconds.append(time.monotonic() - started)
        assert shown().now.remembered
        assert not shown().fresh.stale
    assert sorted(seconds)[1] < 2, seconds
