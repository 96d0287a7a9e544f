"""Any past day of the whole portfolio, worked out from what was known by its end, under that day's weights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health import health
from relationships.scoring.health_policy import policy_numbered
from relationships.scoring.health_queries import firm_figures
from relationships.scoring.models import HealthPolicy, PastDay, PastStanding
from relationships.scoring.past_day_actions import ask_for_day, work_out_days
from relationships.scoring.past_portfolio import past_portfolio
from tests.cast import SignIn
from tests.factories import WallFactory
from tests.scoring.health_firm import days_before, in_python, random_firm

pytestmark = pytest.mark.django_db
ON = days_before(40)


@pytest.fixture
def firm(partner: User) -> list[Client]:
    """Weights change on the way: version 1 before the day looked back at, version 2 after it."""
    made = random_firm(3, clients=5, touches=200)
    for version, days, weight in ((1, 60, 40.0), (2, 20, 1.0)):
        HealthPolicy.objects.create(version=version, overrides={"weights": {"momentum": weight}})
        at = datetime.combine(days_before(days), datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
        HealthPolicy.objects.filter(version=version).update(created_at=at)
    return made


def test_each_score_is_that_days_under_that_days_weights(firm: list[Client], partner: User) -> None:
    ask_for_day(ON)
    page = past_portfolio(partner, ON, 1)
    assert page is not None
    assert (page.exact, page.worked_out is not None) == (False, True)
    assert work_out_days(seconds=60) is False
    page = past_portfolio(partner, ON, 1)
    assert page is not None
    assert (page.exact, page.versions) == (True, [1])
    rules, day = policy_numbered(1).rules, firm_day(ON)
    figures = firm_figures(day)
    told = {row.client.pk: (row.then, row.grade_then) for row in page.rows if row.grade_then}
    expected = {}
    for client in firm:
        facts = in_python(client, ON)
        found = health(type(facts)(**{**vars(facts), "firm_net": figures.net}), rules)
        if found.score is not None:
            expected[client.pk] = (int(found.score), found.grade)
    assert told == expected
    assert len(expected) > 1


def test_a_turn_that_ends_early_is_gone_on_with(firm: list[Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relationships.scoring.past_day_actions.CHUNK", 2)
    ask_for_day(ON)
    assert work_out_days(seconds=0) is True
    assert 0 < PastDay.objects.get().looked_at < Client.objects.unscoped(reason="test").count()
    while work_out_days(seconds=0):
        pass
    once = set(PastStanding.objects.unscoped(reason="test").values_list("client_id", "score"))
    ask_for_day(ON)
    assert PastDay.objects.get().finished_at is None
    work_out_days(seconds=60)
    assert set(PastStanding.objects.unscoped(reason="test").values_list("client_id", "score")) == once


def test_the_page_asks_for_it_and_hides_what_is_walled(firm: list[Client], partner: User, sign_in: SignIn) -> None:
    browser = sign_in(partner)
    here, ask = reverse("past_portfolio"), reverse("work_out_past_day")
    assert "Work out this very day" in browser.get(here, {"on": ON.isoformat()}).content.decode()
    assert browser.post(ask, {"on": ON.isoformat()}).status_code == 303
    assert "Being worked out" in browser.get(here, {"on": ON.isoformat()}).content.decode()
    work_out_days(seconds=60)
    shown = browser.get(here, {"on": ON.isoformat()}).content.decode()
    assert "Work it out anew" in shown
    first = PastStanding.objects.unscoped(reason="test").order_by("client__name")[0].client
    assert f">{first.name}<" in shown
    WallFactory(client=first)
    assert f">{first.name}<" not in browser.get(here, {"on": ON.isoformat()}).content.decode()
    assert browser.post(ask, {"on": "2999-01-01"}).status_code == 303
    assert PastDay.objects.count() == 1


def test_how_far_a_worker_has_got_tells_nothing_of_what_is_walled(
    firm: list[Client], partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relationships.scoring.past_day_actions.CHUNK", 3)
    ask_for_day(ON)
    work_out_days(seconds=0)
    first = min(firm, key=lambda client: client.pk)

    def said() -> tuple[int, int]:
        page = past_portfolio(partner, ON, 1)
        assert page is not None
        return page.looked_at, page.clients

    assert said() == (3, 5)
    WallFactory(client=first)
    assert said() == (2, 4)
