"""The rule for repeat business in the settings: seen before it is saved, kept version by version."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from accounts.models import Firm, User
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatPolicy
from relationships.scoring.repeat_policy import current_policy, in_force, in_force_until, policy_versions
from relationships.scoring.repeat_policy_actions import TooLate, save_policy
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/settings/repeat-business/"


def sent(**more: str) -> dict[str, str]:
    return {
        "name": "House rule",
        "goal_percent": "90",
        "lookback": "36",
        "lookback_months": "",
        "mode": "calendar",
        "level": "group",
        "ownership": "reported",
        "one_offs": "included",
        "first_engagement": "included",
        "fiscal_start_month": "1",
        "valid_from": firm_day().on.isoformat(),
        "reason": "We can do better.",
        "version": "1",
        **more,
    }


@pytest.fixture
def visit(sign_in: SignIn, administrator: User) -> Browser:
    return sign_in(administrator)


@pytest.fixture
def last() -> int:
    """The last full year. Ash came three years before it, Birch is new, Cedar's work of it is a one-off."""
    year = firm_day().on.year - 1
    ash, birch, cedar = (make.ClientFactory(name=name) for name in ("Ash", "Birch", "Cedar"))
    for client, on, amount, one_off in (
        (ash, year - 3, 100, False),
        (ash, year, 80, False),
        (birch, year, 20, False),
        (cedar, year - 1, 10, False),
        (cedar, year, 100, True),
    ):
        make.LedgerEntryFactory(
            client=client, booked_on=date(on, 3, 1), amount=amount, base_amount=amount, one_off=one_off
        )
    return year


def test_the_effect_names_shares_goals_and_who_makes_the_difference(visit: Browser, last: int) -> None:
    answer = visit.post(PAGE, sent(lookback="12", preview="1"))
    newest = answer.context["effect"].years[0]
    assert (newest.now.name, newest.now.share, newest.then.share) == (str(last), Decimal("0.9"), Decimal("0.5"))
    assert [(each.client.name, each.counted.change) for each in newest.movers] == [("Ash", Decimal(-80))]
    assert (newest.differing, newest.now.reached, newest.then.reached) == (1, True, False)
    assert "1 client count" in answer.content.decode()
    assert not RepeatPolicy.objects.exists()
    apart = visit.post(PAGE, sent(one_offs="apart", preview="1")).context["effect"].years[0]
    assert (apart.then.share, [each.client.name for each in apart.movers]) == (Decimal("0.8"), ["Cedar"])


def test_the_effect_comes_as_a_fragment_while_somebody_chooses(visit: Browser, last: int) -> None:
    live = visit.post(PAGE, sent(goal_percent="", preview="1"), headers={"HX-Request": "true"})
    assert (live.status_code, "<form" in live.text, "Enter the goal, in percent." in live.text) == (200, False, True)
    right = visit.post(PAGE, sent(preview="1"), headers={"HX-Request": "true"})
    assert "Not saved yet" in right.text
    assert "90.0" in right.text


def test_every_choice_is_kept_as_a_version_with_author_and_reason(visit: Browser, administrator: User) -> None:
    chosen = {
        "name": "Board rule",
        "goal_percent": "82.5",
        "lookback": "other",
        "lookback_months": "30",
        "mode": "rolling",
        "level": "entity",
        "ownership": "today",
        "one_offs": "apart",
        "first_engagement": "apart",
        "fiscal_start_month": "10",
    }
    assert visit.post(PAGE, sent(**chosen)).status_code == 303
    newest = policy_versions()[0]
    policy = newest.policy
    assert (policy.name, policy.version, policy.lookback, policy.goal) == ("Board rule", 2, "30", Decimal("0.8250"))
    assert (policy.mode, policy.level, policy.ownership) == ("rolling", "entity", "today")
    assert (policy.one_offs, policy.first_engagement, policy.fy_start_month) == ("apart", "apart", 10)
    assert (newest.author, newest.reason, newest.valid_from) == (
        administrator.name,
        "We can do better.",
        firm_day().on,
    )
    assert Firm.objects.get().fiscal_start_month == 10
    assert policy_versions()[1].policy.lookback == "36"
    page = visit.get(PAGE)
    assert page.context["form"]["lookback_months"].value() == 30
    assert "Board rule, version 2" in page.text


def test_nothing_differs_and_nothing_is_saved(visit: Browser) -> None:
    visit.post(PAGE, sent())
    visit.post(PAGE, sent(version="2"))
    assert RepeatPolicy.objects.count() == 2


def test_whoever_saves_on_an_older_version_sees_both(visit: Browser) -> None:
    assert visit.post(PAGE, sent()).status_code == 303
    answer = visit.post(PAGE, sent(goal_percent="70"))
    assert answer.status_code == 409
    goal = next(row for row in answer.context["rows"] if row.name == "goal_percent")
    assert (goal.yours, goal.theirs, answer.context["version"]) == ("70", "90", 2)
    assert visit.post(PAGE, sent(goal_percent="70", version="2")).status_code == 303


def test_a_planned_version_waits_for_its_day(visit: Browser) -> None:
    today = firm_day().on
    day = today + timedelta(days=40)
    visit.post(PAGE, sent(valid_from=day.isoformat()))
    assert (current_policy().version, current_policy(day).version) == (1, 2)
    assert current_policy(day - timedelta(days=1)).version == 1
    assert "planned" in visit.get(PAGE).text
    # What is saved meanwhile holds until then, and begins with the rule in force, not with the planned one.
    visit.post(PAGE, sent(goal_percent="80", version="2"))
    assert (current_policy().version, current_policy().goal, current_policy(day).version) == (3, Decimal("0.8000"), 2)
    versions = policy_versions()
    assert in_force_until(versions, in_force(versions, today)) == day


def test_an_old_version_can_be_begun_with(visit: Browser) -> None:
    visit.post(PAGE, sent(lookback="12"))
    assert visit.get(PAGE).context["form"]["lookback"].value() == "12"
    assert visit.get(PAGE + "?from=1").context["form"]["lookback"].value() == "36"
    assert visit.get(PAGE + "?from=9").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("goal_percent", typed) for typed in ("0", "101", "NaN", "Infinity", "many", "-5", "85.123")),
        *(("lookback_months", typed) for typed in ("0", "601", "1.5", "x")),
        ("valid_from", "2020-01-01"),
        ("valid_from", "2099-01-01"),
        ("reason", "  "),
        ("name", ""),
        ("mode", "odd"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(visit: Browser, field: str, typed: str) -> None:
    answer = visit.post(PAGE, sent(**{field: typed}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_another_number_of_months_has_to_be_told_and_another_year_holds_from_today(visit: Browser) -> None:
    answer = visit.post(PAGE, sent(lookback="other"))
    assert list(answer.context["form"].errors) == ["lookback_months"]
    tomorrow = (firm_day().on + timedelta(days=1)).isoformat()
    answer = visit.post(PAGE, sent(fiscal_start_month="4", valid_from=tomorrow))
    assert list(answer.context["form"].errors) == ["valid_from"]


def test_no_version_comes_into_force_on_a_day_that_is_over() -> None:
    with pytest.raises(TooLate):
        save_policy(
            by=None,
            expected_version=1,
            reason="",
            changes={"goal": Decimal("0.5")},
            valid_from=firm_day().on - timedelta(days=1),
        )
