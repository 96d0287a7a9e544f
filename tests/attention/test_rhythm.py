"""Cadence: by tier, industry and person, and who is overdue or soon due by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from relationships.attention import rhythm_list
from relationships.attention.day_gather import gather_day
from relationships.attention.rhythm_list import rhythm_page
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Cadence
from tests import factories as make
from tests.attention.test_day import known
from tests.cast import SignIn


@pytest.fixture
def gerd(sign_in: SignIn, administrator: User) -> Browser:
    return sign_in(administrator)


def spoke(client: Client, days: int) -> None:
    make.InteractionFactory(clients=[client], occurred_at=timezone.now() - timedelta(days=days))


def test_the_closest_cadence_counts(account_manager: User, novagen: Client) -> None:
    spoke(novagen, 20)

    def wanted() -> tuple[int, str]:
        page = rhythm_page(account_manager)
        (name, beat), *_ = [
            (name, beat)
            for name in ("overdue", "due", "upcoming")
            for beat in getattr(page, name)
            if beat.client.pk == novagen.pk
        ]
        return beat.client.wanted_days, name

    assert wanted() == (14, "overdue")
    Cadence.objects.create(tier="A", ideal_days=15, maximum_days=30)
    assert wanted() == (15, "due")
    Cadence.objects.create(industry=novagen.industry, ideal_days=25, maximum_days=40)
    assert wanted() == (25, "upcoming")
    novagen.save_changes(expected_version=1, changes={"expected_interval_days": 5})
    assert wanted() == (5, "due")


def test_what_a_client_has_of_its_own_is_not_overdue_by_the_tier(account_manager: User, novagen: Client) -> None:
    spoke(novagen, 50)
    Cadence.objects.create(tier="A", ideal_days=15, maximum_days=30)
    novagen.save_changes(expected_version=1, changes={"expected_interval_days": 60})
    page = rhythm_page(account_manager)
    assert page.overdue == []
    (beat,) = page.upcoming
    assert (beat.overdue_on - beat.due_on).days == 15
    assert gather_day(account_manager, account_manager).rows == {}


def test_a_persons_cadence_stands_above_the_pairs_habit(
    sign_in: SignIn, account_manager: User, novagen: Client
) -> None:
    novagen.save_changes(expected_version=1, changes={"tier": "D"})
    ana = known("Ana Ruiz", novagen, account_manager, days=(90, 65, 40, 15))
    maya, days = sign_in(account_manager), {"ideal_days": "10", "maximum_days": "12"}
    assert gather_day(account_manager, account_manager).rows == {}
    assert maya.post(f"/people/{ana.public_id}/cadence/", days).status_code == 303
    (row,) = gather_day(account_manager, account_manager).rows.values()
    assert row[0].reason.said.text == "15 days without a word. You two usually speak every 10." or (
        row[0].reason.said.text == "15 days without a word. You wanted at most 12."
    )
    maya.post(f"/people/{ana.public_id}/cadence/end/")
    assert gather_day(account_manager, account_manager).rows == {}


def test_a_cadence_is_for_a_tier_or_an_industry_once_and_can_be_taken_away(gerd: Browser) -> None:
    days = {"ideal_days": "30", "maximum_days": "45"}
    assert gerd.post("/settings/cadence/new/", {"tier": "A", **days}).status_code == 303
    again = gerd.post("/settings/cadence/new/", {"tier": "A", **days})
    assert (again.status_code, "These clients have a cadence already" in again.content.decode()) == (422, True)
    for wrong in (
        {**days},
        {"tier": "A", "industry": "Energy", **days},
        {"tier": "B", "ideal_days": "9", "maximum_days": "8"},
    ):
        assert gerd.post("/settings/cadence/new/", wrong).status_code == 422
    rule = Cadence.objects.get()
    gerd.post(f"/settings/cadence/{rule.public_id}/archive/")
    assert "No cadence set." in gerd.get("/settings/cadence/").content.decode()
    gerd.post(f"/settings/cadence/{rule.public_id}/restore/")
    assert "Tier A" in gerd.get("/settings/cadence/").content.decode()


def test_pages_hold_everybody_once_in_the_order_of_a_walk_through_the_whole_book(
    sign_in: SignIn, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Section by section, whatever the cadence comes from: what PostgreSQL puts on pages is what each client itself says."""
    Cadence.objects.create(tier="B", ideal_days=10, maximum_days=11)
    Cadence.objects.create(industry="Energy", ideal_days=30, maximum_days=90)
    monkeypatch.setattr(rhythm_list, "PAGE_SIZE", 3)
    for n in range(24):
        own = {0: 10, 1: 14, 2: None}[n % 3]
        client = make.ClientFactory(
            name=f"Client {n % 7}-{n}",
            owner=account_manager,
            tier=("A", "B", "", "D")[n % 4],
            industry=("Energy", "Media")[n % 2],
            expected_interval_days=own,
        )
        if n % 6:
            spoke(client, days=n * 3)
    found = {name: every_page(account_manager, name) for name in ("overdue", "due", "upcoming")}
    today = firm_day().on
    for name, beats in found.items():
        assert beats == sorted(beats, key=lambda beat: (beat.overdue_on, beat.client.name)), name
        for beat in beats:
            said = "overdue" if beat.overdue_on < today else "due" if beat.due_on <= today else "upcoming"
            assert said == name
            assert beat == rhythm_list.beat_of(beat.client, None)
    silent = every_page(account_manager, "silent")
    assert len(silent) == 4
    first = rhythm_page(account_manager)
    assert first.counts == {name: len(beats) for name, beats in {**found, "silent": silent}.items() if beats}
    everybody = [each.client.pk for beats in found.values() for each in beats] + [each.pk for each in silent]
    assert len(everybody) == len(set(everybody)) >= 18
    assert len(first.overdue) == 3
    maya = sign_in(account_manager)
    assert f"All {len(found['overdue'])}" in maya.get("/rhythm/").content.decode()
    second = maya.get("/rhythm/?show=overdue&page=2").content.decode()
    assert found["overdue"][3].client.name in second
    assert found["overdue"][0].client.name not in second
    assert maya.get("/rhythm/?show=overdue&page=999").status_code == 200


def every_page(user: User, show: str) -> list[Any]:
    pages = [rhythm_page(user, show=show, number=number) for number in range(1, rhythm_page(user, show=show).last + 1)]
    return [each for page in pages for each in getattr(page, show)]
