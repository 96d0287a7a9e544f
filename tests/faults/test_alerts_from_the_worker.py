"""Alerts as they come about in production: a person leaves, the worker recomputes, the night is through, the clock ticks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from crm.services.processes import wait_until
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.scoring import runs
from relationships.scoring.insight_tasks import keep_alerts
from relationships.scoring.models import Alert, Health, StaleMark
from relationships.scoring.nudge import breaker
from tests.factories import InteractionFactory, PersonFactory, PositionFactory

HERE = "alert_list"


@pytest.fixture(autouse=True)
def _closed_breaker() -> None:
    breaker.reset()


def tick() -> None:
    """What the schedule sends once the night is through."""
    runs.finish("nightly", 0)
    begun = runs.last_finish("alerts")
    keep_alerts.delay()
    assert wait_until(lambda: runs.last_finish("alerts") != begun, 60)


@pytest.mark.usefixtures("worker")
def test_a_leaving_raises_one_alert_that_a_snooze_keeps_away(novagen: Client, account_manager: User) -> None:
    ana = PersonFactory(name="Ana Ruiz")
    gone = timezone.localdate() - timedelta(days=3)
    PositionFactory(client=novagen, person=ana, buying_role="decision_maker", ended_on=gone)
    for back in (10, 60, 120):
        at = timezone.now() - timedelta(days=back)
        InteractionFactory(clients=[novagen], people=[ana], colleagues=[account_manager], occurred_at=at)
    facts_changed.send(sender=None, client_ids=[novagen.pk])
    assert wait_until(lambda: Health.objects.filter(client=novagen, score__isnull=False).exists(), 60)
    assert wait_until(lambda: not StaleMark.objects.exists(), 60)
    tick()
    alert = Alert.objects.get(client=novagen, kind="key_person_left")
    maya = Browser()
    maya.force_login(account_manager)
    assert "Somebody who decides there left" in maya.get(reverse(HERE)).content.decode()
    tick()
    assert Alert.objects.filter(kind="key_person_left").count() == 1
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    snooze = reverse("snooze_alert", args=[alert.public_id])
    assert maya.post(snooze, {"reason": "", "until": until}).status_code == 422
    assert maya.post(snooze, {"reason": "We meet her successor on Monday.", "until": until}).status_code == 303
    # As if a week had passed: the table alone would now take another one.
    Alert.objects.filter(pk=alert.pk).update(week=alert.week - timedelta(days=7))
    tick()
    assert Alert.objects.filter(kind="key_person_left").count() == 1
    shown = maya.get(reverse(HERE)).content.decode()
    assert "We meet her successor on Monday." in shown
