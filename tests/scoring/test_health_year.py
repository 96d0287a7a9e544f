"""Twelve months of health on the page: what was kept, where it began, and when the weights changed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.drawing.course import Stand, course
from relationships.scoring.health_year import health_year
from relationships.scoring.models import Health, HealthHistory, HealthPolicy
from relationships.scoring.queries import client_vital
from tests.cast import SignIn

FIRST = date(2026, 1, 1)
FACTS = {"as_of": "2026-11-22", "interval_days": 30}


def test_a_number_holds_until_the_next_and_stops_where_there_is_none() -> None:
    stands = [Stand(FIRST, 40.0), Stand(FIRST + timedelta(days=10), None), Stand(FIRST + timedelta(days=20), 70.0)]
    drawn = course(stands, FIRST + timedelta(days=40), [], [], "Health")
    assert re.search(r' d="([^"]+)"', drawn)[1] == "M0,60.0 H10 M20,30.0 H40"
    assert 'aria-label="Health: 40 from 1 Jan 2026, lowest 40 from 1 Jan 2026, now 70."' in drawn
    assert drawn.count('<th scope="row">') == 3


@pytest.mark.django_db
def test_the_year_begins_with_what_stood_then_and_says_when_weights_changed(
    novagen: Client, account_manager: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    HealthPolicy.objects.create(version=1)
    for back, score, grade, version in ((500, 20, "E", 0), (400, 35, "D", 0), (100, 55, "C", 0), (30, 70, "B", 1)):
        HealthHistory.objects.create(
            client=novagen, on=today - timedelta(days=back), score=score, grade=grade, policy_version=version
        )
    Health.objects.create(client=novagen, score=81, grade="A", facts=FACTS, as_of=today, policy_version=1)
    year = health_year(client_vital(account_manager, novagen))
    assert year is not None
    told = [((today - stand.on).days, stand.value) for stand in year.stands]
    assert told == [(365, 35), (100, 55), (30, 70), (0, 81)]
    assert year.notes == [(today - timedelta(days=30), "weights 1")]
    assert "Health, 12 months" in sign_in(account_manager).get(f"/clients/{novagen.public_id}/").content.decode()


@pytest.mark.django_db
def test_there_is_no_line_of_one_day_or_for_outsiders(novagen: Client, walled_client: Client, outsider: User) -> None:
    today = timezone.localdate()
    Health.objects.create(client=novagen, score=81, grade="A", facts=FACTS, as_of=today, policy_version=0)
    assert health_year(client_vital(outsider, novagen)) is None
    for client in (novagen, walled_client):
        HealthHistory.objects.create(client=client, on=today - timedelta(days=9), score=7, grade="E", policy_version=0)
    Health.objects.create(client=walled_client, score=81, grade="A", facts=FACTS, as_of=today, policy_version=0)
    assert health_year(client_vital(outsider, novagen)) is not None
    assert health_year(client_vital(outsider, walled_client)) is None
