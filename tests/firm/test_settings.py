"""Settings of the firm: what changes figures is shown before and kept as a version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser

from accounts.models import Firm, User
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatPolicy
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
SENT = {
    "name": "Ours",
    "base_currency": "EUR",
    "time_zone": "UTC",
    "fiscal_start_month": "1",
    "week_starts_on": "7",
    "fees_seen_by": "managers",
    "version": "1",
}
GOAL = {"goal_percent": "90", "lookback": "36", "reason": "We can do better.", "version": "1"}


@pytest.fixture
def visit(sign_in: SignIn, administrator: User) -> Browser:
    return sign_in(administrator)


def saved(visit: Browser, **more: str) -> Firm:
    answer = visit.post("/settings/firm/", {**SENT, **more})
    assert answer.status_code == 303, answer.context["form"].errors
    return Firm.objects.get()


def test_the_firm_is_saved_and_stands_on_every_page(visit: Browser) -> None:
    firm = saved(visit, name="Harbour & Hill")
    assert (firm.name, firm.week_starts_on, firm.version) == ("Harbour & Hill", 7, 2)
    assert "Harbour &amp; Hill" in visit.get("/clients/").text


def test_two_who_save_at_once_see_both_versions(visit: Browser) -> None:
    saved(visit)
    assert visit.post("/settings/firm/", {**SENT, "name": "Theirs"}).status_code == 409


def test_the_currency_stays_once_the_ledger_holds_an_amount(visit: Browser) -> None:
    make.LedgerEntryFactory()
    page = visit.get("/settings/firm/").text
    assert "can&#x27;t change any more" in page
    assert saved(visit, base_currency="USD").base_currency == "EUR"


def test_another_year_is_a_new_version_of_the_rule_and_the_old_one_stays(visit: Browser) -> None:
    firm = saved(visit, fiscal_start_month="10")
    versions = RepeatPolicy.objects.order_by("version").values_list("version", "fiscal_start_month")
    assert (firm.fiscal_start_month, list(versions)) == (10, [(1, 1), (2, 10)])


def test_an_effect_is_shown_and_nothing_saved(visit: Browser) -> None:
    last = firm_day().on.year - 1
    client = make.ClientFactory()
    for year, amount in ((last - 1, 100), (last, 80)):
        make.LedgerEntryFactory(client=client, booked_on=date(year, 3, 1), amount=amount, base_amount=amount)
    make.LedgerEntryFactory(booked_on=date(last, 4, 1), amount=20, base_amount=20)
    answer = visit.post("/settings/goal/", {**GOAL, "preview": "1"})
    newest = answer.context["effect"][0]
    assert (newest.now.share, newest.now.reached, newest.then.reached) == (Decimal("0.8"), False, False)
    lower = visit.post("/settings/goal/", {**GOAL, "goal_percent": "75", "preview": "1"}).context["effect"][0]
    assert (lower.now.reached, lower.then.reached) == (False, True)
    year = visit.post("/settings/firm/", {**SENT, "fiscal_start_month": "4", "preview": "1"}).context["effect"][0]
    assert (year.now.name, year.then.name) == (str(last), f"FY{firm_day().on.year}") or year.then.name.startswith("FY")
    assert not RepeatPolicy.objects.exists()
    assert not Firm.objects.exists()


def test_a_goal_is_a_version_with_author_and_reason(visit: Browser, administrator: User) -> None:
    assert visit.post("/settings/goal/", GOAL).status_code == 303
    newest = RepeatPolicy.objects.order_by("-version").first()
    assert newest is not None
    assert (newest.version, str(newest.goal), newest.created_by, newest.reason) == (
        2,
        "0.9000",
        administrator,
        "We can do better.",
    )
    assert visit.post("/settings/goal/", GOAL).status_code == 422, "an older version was on the page"
    visit.post("/settings/goal/", {**GOAL, "version": "2"})
    assert RepeatPolicy.objects.count() == 2, "nothing differs, nothing is saved"


@pytest.mark.parametrize("typed", ["0", "101", "NaN", "Infinity", "many", "-5", "85.123"])
def test_an_odd_goal_is_refused(visit: Browser, typed: str) -> None:
    answer = visit.post("/settings/goal/", {**GOAL, "goal_percent": typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["goal_percent"])


def test_fees_can_be_kept_from_account_managers(
    visit: Browser, sign_in: SignIn, account_manager: User, partner: User
) -> None:
    make.ClientFactory()
    before = sign_in(account_manager).get("/clients/").text
    saved(visit, fees_seen_by="partners")
    assert "Fees 20" in before
    assert "Fees 20" not in sign_in(account_manager).get("/clients/").text
    assert sign_in(account_manager).get("/repeat/entries/").status_code == 403
    assert "Fees 20" in sign_in(partner).get("/clients/").text
