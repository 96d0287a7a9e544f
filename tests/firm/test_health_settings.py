"""Weights, intervals, bands and caps: fitting, tried out on real clients, kept version by version."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_policy import BUILT_IN, last_policy
from relationships.scoring.health_preview import preview
from relationships.scoring.health_rules import DEFAULT_RULES
from relationships.scoring.health_settings import SETTINGS, UnfitSettings, overrides_of, values_of
from relationships.scoring.models import Health, HealthHistory, HealthPolicy
from relationships.scoring.nightly_actions import keep_history
from relationships.scoring.rule_overrides import overridden
from tests.cast import colleague
from tests.scoring.health_firm import random_firm

pytestmark = pytest.mark.django_db
HERE = "/settings/health/"


@pytest.fixture
def firm() -> list[Client]:
    clients = random_firm(21, clients=8, touches=300)
    marks.mark_all()
    recompute_due(seconds=60)
    return clients


@pytest.fixture
def gerd() -> User:
    return colleague("Gerd Achleitner", Role.ADMINISTRATOR)


@pytest.fixture
def browser(gerd: User) -> Browser:
    browser = Browser()
    browser.force_login(gerd)
    return browser


def sent(**changes: object) -> dict[str, object]:
    return {**{name: f"{value:g}" for name, value in values_of(last_policy().rules).items()}, "reason": "", **changes}


def test_the_products_own_numbers_are_no_overrides() -> None:
    assert overrides_of(values_of(DEFAULT_RULES)) == {}


def test_every_number_finds_its_way_into_the_rules_and_back() -> None:
    own = values_of(DEFAULT_RULES)
    for setting in SETTINGS:
        other = own[setting.name] + (1 if own[setting.name] + 1 <= setting.high else -1)
        rules = overridden(DEFAULT_RULES, overrides_of({**own, setting.name: other}))
        assert values_of(rules) == {**own, setting.name: other}, setting.name


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"band_B": 80}, "band_B"),
        ({"band_D": 60}, "band_D"),
        ({each.name: 0 for each in SETTINGS if each.name.startswith("weight_")}, "weight_rhythm_of_contact"),
        ({each.name: 0 for each in SETTINGS if each.name.startswith("tie_")}, "tie_recency"),
    ],
)
def test_numbers_that_do_not_fit_together_name_the_one_to_change(changes, name) -> None:
    with pytest.raises(UnfitSettings) as unfit:
        overrides_of({**values_of(DEFAULT_RULES), **changes})
    assert unfit.value.name == name


@pytest.mark.parametrize(
    "changes",
    [
        {"band_A": 99, "band_B": 90, "band_C": 80, "band_D": 70},
        {"weight_breadth": 60, "minimum_touches": 10},
        {"interval_none": 7, "interval_A": 90, "tie_depth": 60},
        {"sentiment_half_life": 5, "weight_sentiment": 80},
    ],
)
def test_the_preview_is_what_comes_true(firm, browser, gerd, changes) -> None:
    then = overridden(DEFAULT_RULES, overrides_of({**values_of(DEFAULT_RULES), **changes}))
    before = dict(Health.objects.values_list("client_id", "grade"))
    seen = preview(gerd, BUILT_IN, then, seconds=60)
    assert Health.objects.filter(policy_version=0).count() == len(firm)
    assert browser.post(HERE, sent(**changes, reason="To try it.")).status_code == 303
    recompute_due(seconds=60)
    after = dict(Health.objects.values_list("client_id", "grade"))
    changed = {pk for pk in before if before[pk] != after[pk]}
    assert {mover.client.pk for mover in seen.movers} == changed
    assert seen.changing == len(changed)
    assert seen.is_whole
    assert {mover.client.pk: mover.grade_after for mover in seen.movers} == {pk: after[pk] for pk in changed}


def test_some_preview_above_is_not_empty(firm, gerd) -> None:
    values = {**values_of(DEFAULT_RULES), "band_A": 99, "band_B": 90, "band_C": 80, "band_D": 70}
    assert preview(gerd, BUILT_IN, overridden(DEFAULT_RULES, overrides_of(values)), seconds=60).movers


def test_to_look_nobody_needs_a_reason_and_nothing_is_saved(firm, browser) -> None:
    answer = browser.post(HERE, sent(band_A=99, preview="1"))
    assert answer.status_code == 200
    assert b"change grade" in answer.content or b"changes grade" in answer.content
    assert not HealthPolicy.objects.exists()


def test_a_save_is_a_new_version_and_old_scores_keep_theirs(firm, browser) -> None:
    keep_history(firm_day())
    kept = list(HealthHistory.objects.order_by("client").values("client", "score", "policy_version"))
    assert kept
    assert browser.post(HERE, sent(weight_breadth="40", reason="Breadth first.")).status_code == 303
    first = HealthPolicy.objects.get()
    assert (first.version, first.overrides, first.reason) == (1, {"weights": {"breadth": 40}}, "Breadth first.")
    recompute_due(seconds=60)
    assert set(Health.objects.values_list("policy_version", flat=True)) == {1}
    assert list(HealthHistory.objects.order_by("client").values("client", "score", "policy_version")) == kept
    page = browser.get(HERE).content.decode()
    assert "Breadth first." in page
    assert "15 → 40" in page


def test_bad_numbers_are_named_and_nothing_is_lost(browser) -> None:
    answer = browser.post(HERE, sent(weight_breadth="lots", band_B="80", interval_A="0", reason="Why not"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a number from 0 to 100." in page
    assert "Enter a whole number from 1 to 3650." in page
    assert 'value="lots"' in page
    assert not HealthPolicy.objects.exists()


def test_who_saves_second_is_shown_both(browser) -> None:
    assert browser.post(HERE, sent(weight_breadth="40", reason="Mine.")).status_code == 303
    assert browser.post(HERE, sent(weight_breadth="30", reason="Then.", version="1")).status_code == 303
    late = browser.post(HERE, sent(weight_breadth="20", reason="Late.", version="1"))
    assert late.status_code == 409
    assert b"Breadth" in late.content
    assert HealthPolicy.objects.count() == 2


def test_saving_what_stands_saves_nothing(browser) -> None:
    assert browser.post(HERE, sent(reason="No change.")).status_code == 303
    assert not HealthPolicy.objects.exists()


def test_only_administrators(account_manager) -> None:
    browser = Browser()
    browser.force_login(account_manager)
    assert browser.get(reverse("health_settings")).status_code == 403
