"""Settings of the firm: what changes figures is shown before and kept as a version."""

from __future__ import annotations

from datetime import date

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


def test_the_effect_of_another_year_is_shown_and_nothing_saved(visit: Browser) -> None:
    last = firm_day().on.year - 1
    make.LedgerEntryFactory(booked_on=date(last, 4, 1), amount=20, base_amount=20)
    year = visit.post("/settings/firm/", {**SENT, "fiscal_start_month": "4", "preview": "1"}).context["effect"].years[0]
    assert (year.now.name, year.then.name) == (str(last), f"FY{firm_day().on.year}") or year.then.name.startswith("FY")
    assert not RepeatPolicy.objects.exists()
    assert not Firm.objects.exists()


def test_the_effect_on_a_ledger_that_ended_long_ago_is_shown_for_its_own_last_years(visit: Browser) -> None:
    make.LedgerEntryFactory(booked_on=date(2011, 4, 1), amount=20, base_amount=20)
    years = visit.post("/settings/firm/", {**SENT, "fiscal_start_month": "4", "preview": "1"}).context["effect"].years
    assert [(each.now.name, each.then.name) for each in years] == [
        ("2011", "FY2012"),
        ("2010", "FY2011"),
        ("2009", "FY2010"),
    ]


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


@pytest.mark.parametrize(("more", "asks"), [({"fees_seen_by": "partners"}, True), ({"name": "Another"}, False)])
def test_only_who_sees_fees_asks_for_the_password_again(
    more: dict[str, str], asks: bool, visit: Browser, administrator: User
) -> None:
    administrator.set_password("hospitality-not-service")
    administrator.save(update_fields=["password"])
    visit.force_login(administrator)
    saved(visit)
    sent = {**SENT, **more, "version": str(Firm.objects.get().version)}
    answer = visit.post("/settings/firm/", sent)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/") is asks
    changed = next(iter(more))
    assert (getattr(Firm.objects.get(), changed) == more[changed]) is not asks
    preview = visit.post("/settings/firm/", {**sent, "preview": "yes"})
    assert preview.status_code == 200, "what another year would do is shown to whoever asks"
    if asks:
        again = visit.post(answer.headers["Location"], {"password": "hospitality-not-service"})
        # The library goes on with what was sent by itself, or after one more step.
        while again.status_code in (302, 303, 307) and not again.headers["Location"].endswith("/settings/firm/"):
            again = visit.get(again.headers["Location"])
        assert Firm.objects.get().fees_seen_by == "partners", "what was sent is done afterwards"
