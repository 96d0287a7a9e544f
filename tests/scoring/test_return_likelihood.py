"""The job that fits and scores, and what a page says about one client."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Firm, User
from crm.celery import app
from crm.schedule import SCHEDULE
from relationships.clients.models import Client
from relationships.scoring import runs
from relationships.scoring.insight_tasks import keep_alerts, keep_predictions
from relationships.scoring.models import BackTest, ReturnFit, ReturnLikelihood, SweepRun
from relationships.scoring.prediction_run import run_predictions
from relationships.scoring.return_odds import chance, effects_of, family_effects, log_odds
from relationships.scoring.return_queries import client_return, prediction_is_due
from tests.factories import WallFactory
from tests.scoring.ledger import load
from tests.scoring.test_evidence import firm

pytestmark = pytest.mark.django_db
TODAY = "2016-12-31 12:00"


@pytest.fixture(autouse=True)
def _day(db: None):
    Firm.objects.create(time_zone="UTC")
    with time_machine.travel(TODAY, tick=False):
        yield


def partner() -> User:
    return User.objects.create_user("p@firm.example", None, name="Henrik Lindqvist", role="partner")


def rows():
    return ReturnLikelihood.objects.unscoped(reason="test")


def test_the_job_scores_the_book_refits_weekly_and_keeps_its_evidence(client: Browser) -> None:
    load(firm())
    hidden = Client.objects.unscoped(reason="test").get(name="Client 0")
    WallFactory(client=hidden)
    scored, judged = run_predictions()
    assert scored == rows().count() > 100
    assert judged == BackTest.objects.count() == 4
    assert ReturnFit.objects.get().clients > 100
    first = rows().exclude(client=hidden).order_by("-probability").first()
    assert first is not None
    assert log_odds(first.probability) == pytest.approx(first.intercept + sum(first.effects.values()), abs=0.01)

    reader = partner()
    page = client_return(reader, first.client)
    assert page is not None
    assert page.percent is not None
    assert page.families
    assert client_return(reader, hidden).probability is None

    client.force_login(reader)
    shown = client.get(reverse("client_return", args=[first.client.public_id])).content.decode()
    assert f"{page.percent} % likely to buy again" in shown
    assert "Not for:" in shown
    latest = client.get(reverse("evidence")).content.decode()
    assert f"{max(BackTest.objects.values_list('cutoff', flat=True)):%-d %b %Y}" in latest
    assert "Return likelihood" in latest
    assert client.get(reverse("export_evidence")).getvalue().count(b"auc") == 20
    assert client.get(reverse("export_evidence") + "?format=xlsx").status_code == 200

    run_predictions()
    assert ReturnFit.objects.count() == 1
    with time_machine.travel(date(2017, 1, 8), tick=False):
        run_predictions()
        assert ReturnFit.objects.count() == 2
        assert set(rows().values_list("as_of", flat=True)) == {date(2017, 1, 8)}


def test_too_little_history_gives_no_number_and_says_what_is_missing(client: Browser) -> None:
    load(firm(clients=40))
    run_predictions()
    assert not rows().exists()
    one = Client.objects.unscoped(reason="test").first()
    client.force_login(partner())
    shown = client.get(reverse("client_return", args=[one.public_id])).content.decode()
    assert "a model needs 100" in shown
    assert "No number yet." in shown


def test_a_run_is_due_once_a_day_and_each_hour_while_nothing_can_be_fitted() -> None:
    assert prediction_is_due()
    run_predictions()
    assert not prediction_is_due()
    with time_machine.travel(date(2050, 1, 1), tick=False):
        assert prediction_is_due()


def test_an_effect_is_what_being_average_would_change() -> None:
    effects = {"bookings_12": 1.0, "bookings_ever": 0.5, "partner_kept": -2.0}
    now = chance(0.3 + sum(effects.values()))
    strongest = effects_of(now, effects)[0]
    assert strongest.name == "Share of the partner’s book that came back last year"
    assert strongest.points == pytest.approx(100 * (now - chance(0.3 + 1.5)))
    assert [each.whole < 0 for each in family_effects(now, effects)] == [True, False]


def test_the_clockwork_finds_its_tasks_and_they_do_nothing_twice() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)
    load(firm(clients=130))
    keep_predictions()
    assert rows().exists()
    fit = ReturnFit.objects.get()
    rows().delete()
    keep_predictions()
    assert not rows().exists()
    assert ReturnFit.objects.get() == fit
    SweepRun.objects.filter(kind__in=["nightly", "alerts"]).delete()
    keep_alerts()
    assert runs.last_finish("alerts") is None, "alerts wait for the night's scores"
    runs.finish("nightly", 0)
    keep_alerts()
    assert runs.last_finish("alerts") is not None
