"""A past day is judged by what was known by then; what a viewer may not know changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health_actions import scores_of
from relationships.scoring.health_policy import BUILT_IN, policy_of
from relationships.scoring.health_queries import firm_figures
from relationships.scoring.models import HealthPolicy
from tests.factories import EngagementFactory, LedgerEntryFactory, PersonFactory, PositionFactory, WallFactory
from tests.network.touching import make_touch
from tests.scoring.health_firm import TODAY, days_before, random_firm

pytestmark = pytest.mark.django_db


def scores(on: date, clients: list[Client]) -> dict[int, dict[str, object]]:
    day = firm_day(on)
    return scores_of(day, [client.pk for client in clients], policy_of(day), firm_figures(day))


def test_no_future_fact_changes_the_past():
    clients = random_firm(11)
    past = days_before(200)
    before = scores(past, clients)
    for client in clients:
        person = PersonFactory()
        morning = datetime.combine(past + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo("America/New_York"))
        make_touch(morning, clients=[client], people=[person], colleagues=[User.objects.first()])
        LedgerEntryFactory(client=client, booked_on=past + timedelta(days=1), amount=Decimal("9000000.00"))
        EngagementFactory(client=client, opened_on=past + timedelta(days=1))
        PositionFactory(client=client, person=person, started_on=past + timedelta(days=1), buying_role="decision_maker")
    assert scores(past, clients) == before
    assert scores(TODAY, clients) != before


def test_the_last_moment_of_the_day_still_counts():
    (client, *_) = random_firm(12)
    last = datetime(2026, 5, 1, 23, 59, 59, tzinfo=ZoneInfo("America/New_York"))
    for days in (0, 40, 80):
        make_touch(last - timedelta(days=days), clients=[client], colleagues=[User.objects.first()])
    assert scores(date(2026, 5, 1), [client])[client.pk]["facts"]["touches"] == 3
    assert scores(date(2026, 4, 30), [client])[client.pk]["facts"]["touches"] == 2


def test_work_behind_a_wall_changes_nobody_elses_health():
    """Two worlds that differ only in a walled client's touches and fees."""
    clients = random_firm(13)
    before = scores(TODAY, clients)
    secret = WallFactory().client
    person = PersonFactory()
    for n, client in enumerate(clients):
        make_touch(days_before(n), clients=[client, secret], people=[person], colleagues=[User.objects.first()])
    LedgerEntryFactory(client=secret, booked_on=days_before(3), amount=Decimal("90000000.00"))
    assert scores(TODAY, clients) == before
    assert scores(TODAY, [secret])[secret.pk]["facts"]["touches"] == len(clients)


def test_a_past_day_is_judged_under_its_own_policy():
    HealthPolicy.objects.create(version=1, overrides={"minimum_touches": 5})
    HealthPolicy.objects.filter(version=1).update(created_at=datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("UTC")))
    assert policy_of(firm_day(date(2026, 5, 31))) == BUILT_IN
    assert policy_of(firm_day(date(2026, 6, 1))).version == 1
    assert policy_of(firm_day(TODAY)).rules.minimum_touches == 5
