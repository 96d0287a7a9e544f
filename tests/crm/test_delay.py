"""When no sweep runs any more, pages say that scores lag behind; who runs the firm reads why."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from crm import delay, health
from relationships.scoring.models import SweepRun
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_up(db: None, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    settings.TELL_OF_DELAYS = True  # type: ignore[attr-defined]
    monkeypatch.setattr(health, "_born", time.monotonic() - 3600)
    monkeypatch.setattr(delay, "_kept", delay._Kept())
    # One that a worker of an earlier test ended late is none of this firm's.
    SweepRun.objects.all().delete()


def test_it_is_said_to_everybody_and_explained_to_administrators(
    long_up: None, sign_in: SignIn, account_manager: User, administrator: User
) -> None:
    assert "Scores are delayed." in (page := sign_in(account_manager).get("/clients/").text)
    assert "beat and worker" not in page
    assert "No sweep has run yet" in sign_in(administrator).get("/clients/").text


def test_a_recent_sweep_silences_it_and_is_asked_for_every_half_minute(
    long_up: None, sign_in: SignIn, account_manager: User
) -> None:
    SweepRun.objects.create(kind="sweep", finished_at=timezone.now())
    browser = sign_in(account_manager)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            assert "Scores are delayed." not in browser.get("/clients/").text
    assert sum("max(finished_at)" in query["sql"] for query in asked.captured_queries) == 1
