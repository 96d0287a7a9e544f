"""Any client as of any past day, from what was known by its end, under that day's weights; and what was kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health_page import client_health
from relationships.scoring.health_policy import policy_of
from relationships.scoring.health_report import reports
from relationships.scoring.models import HealthHistory, HealthPolicy
from relationships.scoring.past_portfolio import past_portfolio
from tests.network.touching import make_touch
from tests.scoring.health_firm import random_firm

pytestmark = pytest.mark.django_db


def browse(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def client_of_years() -> Client:
    return random_firm(31, clients=4, touches=200)[1]


def days_ago(days: int) -> date:
    return firm_day().on - timedelta(days=days)


def test_the_page_of_a_past_day_says_what_the_command_says(client_of_years, partner):
    for days in (30, 200):
        day = firm_day(days_ago(days))
        (told,) = reports(day, [client_of_years], policy_of(day))
        page = client_health(partner, client_of_years, day.on)
        assert page.row.score == told["score"]
        assert page.row.grade == (told["grade"] or "")
        if told["score"] is not None:
            cap = page.cap.points if page.cap else 0
            assert sum(part.points for part in page.parts) + cap == page.vital.brief.shown


def test_later_facts_and_later_weights_change_nothing(client_of_years, partner):
    on = days_ago(100)
    before = client_health(partner, client_of_years, on)
    make_touch(days_ago(50), clients=[client_of_years])
    HealthPolicy.objects.create(version=1, overrides={"weights": {"breadth": 90}})
    after = client_health(partner, client_of_years, on)
    assert (after.row.score, after.parts, after.policy_version) == (before.row.score, before.parts, 0)


def test_a_past_day_goes_by_the_weights_of_that_day(client_of_years, partner):
    HealthPolicy.objects.create(version=1, overrides={"weights": {"breadth": 90}})
    long_ago = datetime.combine(days_ago(150), datetime.min.time(), ZoneInfo("UTC"))
    HealthPolicy.objects.update(created_at=long_ago)
    assert client_health(partner, client_of_years, days_ago(100)).policy_version == 1
    assert client_health(partner, client_of_years, days_ago(200)).policy_version == 0


@pytest.mark.parametrize(
    ("asked", "status"), [("2026-02-30", 400), ("3000-01-01", 400), ("1901-01-01", 400), ("", 200)]
)
def test_days_that_are_none_are_refused_with_a_message(client_of_years, partner, asked, status):
    answer = browse(partner).get(reverse("client_health", args=[client_of_years.public_id]), {"on": asked})
    assert answer.status_code == status
    assert (b"field-error" in answer.content) == (status == 400)


def test_the_page_offers_a_day_and_says_it(client_of_years, partner):
    answer = browse(partner).get(
        reverse("client_health", args=[client_of_years.public_id]), {"on": days_ago(60).isoformat()}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "from what was known by then" in page
    assert "The quickest way up" not in page


def test_what_was_kept_is_listed_with_changes_of_weights(client_of_years, partner):
    for days, score, version in ((90, 61.0, 0), (60, 70.4, 0), (30, 55.0, 1)):
        HealthHistory.objects.create(
            client=client_of_years, on=days_ago(days), score=score, grade="B", coverage=0.5, policy_version=version
        )
    page = browse(partner).get(reverse("client_health_history", args=[client_of_years.public_id])).content.decode()
    assert page.count("<tr data-row>") == 3
    assert page.count("other weights") == 1
    assert f"?on={days_ago(60).isoformat()}" in page


def test_a_walled_client_has_no_past_either(walled_client, outsider):
    address = reverse("client_health_history", args=[walled_client.public_id])
    assert browse(outsider).get(address).status_code == 404


def test_the_portfolio_of_a_past_day_is_what_was_kept_then(client_of_years, partner, outsider, walled_client):
    other = Client.objects.exclude(pk=client_of_years.pk).first()
    for client, days, score, grade in (
        (client_of_years, 90, 61.0, "C"),
        (client_of_years, 30, 85.0, "A"),
        (walled_client, 90, 85.0, "A"),
    ):
        HealthHistory.objects.create(
            client=client, on=days_ago(days), score=score, grade=grade, coverage=0.5, policy_version=0
        )
    found = past_portfolio(outsider, days_ago(60), 1)
    assert [(row.client, row.then, row.grade_then) for row in found.rows] == [(client_of_years, 61, "C")]
    assert {grade: then for grade, then, _ in found.grades} == {"A": 0, "B": 0, "C": 1, "D": 0, "E": 0, "": 0}
    assert past_portfolio(outsider, days_ago(100), 1).rows == []
    assert other not in [row.client for row in found.rows]
    here = reverse("past_portfolio")
    assert walled_client.name not in browse(outsider).get(here, {"on": days_ago(60).isoformat()}).content.decode()
    assert browse(outsider).get(here, {"on": "2026-02-30"}).status_code == 400
