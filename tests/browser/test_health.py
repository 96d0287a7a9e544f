"""Why is it at 71? And: log something, and watch the score follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.models import Health
from relationships.scoring.nudge import breaker
from tests.factories import PersonFactory, PositionFactory
from tests.network.touching import TouchSpec, make_touches


@pytest.fixture
def known(transactional_db, novagen, account_manager):
    """Novagen, not spoken to for three months."""
    breaker.reset()
    ana = PersonFactory(name="Ana Ruiz")
    PositionFactory(client=novagen, person=ana, buying_role="decision_maker")
    today = timezone.localdate()
    make_touches(TouchSpec(today - timedelta(days=90 + 30 * n), [novagen], [ana], [account_manager]) for n in range(9))
    marks.mark([novagen.pk])
    recompute_due(seconds=9)
    return novagen


def test_the_drawer_opens_by_key_and_gives_the_focus_back(
    page: Page, live_server, sign_in, account_manager, known, complaints
):
    sign_in(account_manager)
    page.goto(f"{live_server.url}/clients/{known.public_id}/")
    page.keyboard.press("w")
    drawer = page.locator("dialog#drawer[open]")
    expect(drawer.get_by_role("heading", level=2)).to_contain_text("Why Novagen Therapeutics is at")
    shown = int(Health.objects.get().score)
    points = [int(text) for text in drawer.locator(".points > span:first-child").all_inner_texts()]
    assert sum(points) == shown
    expect(drawer).to_contain_text("The quickest way up")
    # The figure is counted again meanwhile, and what opened the drawer is drawn anew with it.
    page.evaluate("const vital = document.getElementById('health-vital'); vital.outerHTML = vital.outerHTML")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page.locator("#health-why")).to_be_focused()
    assert complaints == []


def test_a_logged_touchpoint_changes_the_score_one_is_looking_at(
    page: Page, live_server, sign_in, account_manager, known, worker, complaints
):
    sign_in(account_manager)
    page.goto(f"{live_server.url}/clients/{known.public_id}/")
    before = int(Health.objects.get().score)
    vital = page.locator("#health-vital")
    expect(vital.locator("#health-why")).to_have_text(f"Why {before}?")
    expect(page.locator("#rhythm-vital")).not_to_contain_text("today")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("l")
    page.locator("#dialog #log-form #id_q").fill("m ana 30m re plans for next year")
    page.keyboard.press("Enter")
    expect(page.locator("#rhythm-vital")).to_contain_text("Spoke today")
    expect(vital.locator("#health-why")).not_to_have_text(f"Why {before}?", timeout=20_000)
    expect(vital).not_to_contain_text("Being recomputed")
    after = int(Health.objects.get().score)
    assert after > before
    expect(vital.locator("#health-why")).to_have_text(f"Why {after}?")
    expect(page.locator("#live")).to_contain_text(f"Health {after}")
    assert complaints == []
