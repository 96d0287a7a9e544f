""" "It looks wrong": it goes to somebody, is answered, and stays in the log of the weights."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.models import Doubt, Health
from tests.cast import colleague
from tests.factories import DoubtFactory

pytestmark = pytest.mark.django_db


def browse(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def gerd() -> User:
    return colleague("Gerd Achleitner", Role.ADMINISTRATOR)


@pytest.fixture
def scored(novagen: Client) -> Client:
    marks.mark([novagen.pk])
    recompute_due(seconds=60)
    return novagen


def test_it_goes_to_somebody_who_answers(scored, account_manager, gerd):
    raise_it = reverse("raise_doubt", args=[scored.public_id])
    here = reverse("client_health", args=[scored.public_id])
    maya, admin = browse(account_manager), browse(gerd)
    assert "It looks wrong" in maya.get(here).content.decode()
    sent = {"part": "breadth", "reason": "Half the board knows us.", "owner": gerd.public_id}
    assert maya.post(raise_it, {**sent, "reason": ""}).status_code == 422
    assert maya.post(raise_it, sent).status_code == 303
    doubt = Doubt.objects.get()
    row = Health.objects.get(client=scored)
    assert (doubt.owner, doubt.on, doubt.score, doubt.policy_version) == (
        gerd,
        row.as_of,
        row.score,
        row.policy_version,
    )
    assert "Half the board knows us." in maya.get(here).content.decode()
    answer = reverse("answer_doubt", args=[scored.public_id, doubt.public_id])
    alerts = reverse("alert_list")
    assert "Half the board knows us." in admin.get(alerts).content.decode()
    assert "Half the board knows us." not in maya.get(alerts).content.decode()
    assert "Half the board knows us." in admin.get(reverse("doubt_list")).content.decode()
    assert admin.post(answer, {"answer": "Only two are recorded.", "version": "1"}).status_code == 303
    assert "Half the board knows us." not in admin.get(alerts).content.decode()
    assert admin.post(answer, {"answer": "Another one.", "version": "1"}).status_code == 409
    assert "Only two are recorded." in maya.get(reverse("doubt_list")).content.decode()


def test_a_double_click_raises_it_once(scored, account_manager, gerd):
    maya, raise_it = browse(account_manager), reverse("raise_doubt", args=[scored.public_id])
    sent = {"part": "breadth", "reason": "Half the board knows us.", "owner": gerd.public_id}
    assert [maya.post(raise_it, sent).status_code for _ in range(2)] == [303, 303]
    assert Doubt.objects.count() == 1
    assert maya.post(raise_it, {**sent, "reason": "And the other half too."}).status_code == 303
    assert Doubt.objects.count() == 2


def test_it_can_be_taken_back_and_brought_again(scored, account_manager, gerd):
    doubt = DoubtFactory(client=scored, raised_by=account_manager, owner=gerd)
    maya = browse(account_manager)
    address = [scored.public_id, doubt.public_id]
    assert maya.post(reverse("take_back_doubt", args=address)).status_code == 303
    assert doubt.reason not in maya.get(reverse("doubt_list")).content.decode()
    assert maya.post(reverse("restore_doubt", args=address)).status_code == 303
    assert doubt.reason in maya.get(reverse("doubt_list")).content.decode()


def test_nobody_is_asked_who_could_not_look(walled_client, partner, outsider):
    marks.mark([walled_client.pk])
    recompute_due(seconds=60)
    address = reverse("raise_doubt", args=[walled_client.public_id])
    sent = {"part": "", "reason": "No.", "owner": outsider.public_id}
    answer = browse(partner).post(address, sent)
    assert answer.status_code == 422
    assert not Doubt.objects.exists()


def test_doubts_behind_a_wall_stay_there(walled_client, outsider):
    DoubtFactory(client=walled_client, reason="The secret merger.")
    assert "merger" not in browse(outsider).get(reverse("doubt_list")).content.decode()
