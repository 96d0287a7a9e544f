"""A dispute is a dated flag on the client: while it is open, health is capped and says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Dispute
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_page import client_health
from relationships.scoring.models import Health
from tests.cast import SignIn
from tests.factories import PersonFactory, PositionFactory
from tests.network.touching import TouchSpec, make_touches

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def close(novagen: Client, account_manager: User) -> Client:
    """Well known and often met: nothing but a dispute holds the score down."""
    ana = PersonFactory(name="Ana Ruiz")
    PositionFactory(client=novagen, person=ana, buying_role="decision_maker")
    make_touches([TouchSpec(TODAY - timedelta(days=7 * n), [novagen], [ana], [account_manager]) for n in range(1, 40)])
    return novagen


def score_of(client: Client) -> float:
    recompute_due(seconds=9)
    score = Health.objects.get(client=client).score
    assert score is not None
    return score


def test_an_open_dispute_caps_health_until_it_is_settled(close: Client, account_manager: User, sign_in: SignIn) -> None:
    maya, at = sign_in(account_manager), [close.public_id]
    opened = TODAY - timedelta(days=10)
    sent = {"reason": "The invoice of July.", "opened_on": opened.isoformat(), "closed_on": ""}
    assert maya.post(reverse("open_dispute", args=at), {**sent, "closed_on": "2001-01-01"}).status_code == 422
    assert maya.post(reverse("open_dispute", args=at), sent).status_code == 303
    assert score_of(close) == 49.0
    page = client_health(account_manager, close)
    assert page is not None
    assert page.cap is not None
    assert page.cap.evidence == "A dispute with them is open."
    settling = page.ways[0]
    assert (settling.act, settling.shown) == ("Settling every open dispute", 49 - page.cap.points)
    assert sum(part.points for part in page.parts) + page.cap.points == 49
    behind = maya.get(reverse("health_part", args=[close.public_id, "cap"])).content.decode()
    assert "The invoice of July." in behind
    before = client_health(account_manager, close, opened - timedelta(days=1))
    assert before is not None
    assert before.cap is None
    dispute = Dispute.objects.get()
    edit = reverse("edit_dispute", args=[close.public_id, dispute.public_id])
    assert maya.post(edit, {**sent, "closed_on": TODAY.isoformat(), "version": "1"}).status_code == 303
    assert score_of(close) > 70
    during = client_health(account_manager, close, TODAY - timedelta(days=1))
    assert during is not None
    assert during.cap is not None
    record = maya.get(reverse("client_record", args=at)).content.decode()
    assert "The invoice of July." in record


def test_one_put_away_counts_on_no_day_and_can_be_brought_back(
    close: Client, account_manager: User, sign_in: SignIn
) -> None:
    maya, at = sign_in(account_manager), [close.public_id]
    maya.post(reverse("open_dispute", args=at), {"reason": "A slip.", "opened_on": TODAY.isoformat(), "closed_on": ""})
    dispute = Dispute.objects.get()
    named = [close.public_id, dispute.public_id]
    assert maya.post(reverse("archive_dispute", args=named), {"version": "1"}).status_code == 303
    assert score_of(close) > 70
    assert maya.post(reverse("restore_dispute", args=named)).status_code == 303
    assert score_of(close) == 49.0
