"""Exchange rates by hand and by lines: kept whole or not at all, used from then on, moving only the constant view."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Firm, User
from relationships.engagements.entry_actions import add_ledger_entry
from relationships.engagements.models import ExchangeRate, LedgerEntry
from relationships.engagements.rates import base_amount
from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_queries import repeat_business
from relationships.scoring.repeat_refresh import refresh
from tests.cast import SignIn
from tests.factories import ClientFactory

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)
Y2024 = fiscal_year(2024)


def test_lines_are_brought_in_whole_or_not_at_all(sign_in: SignIn, administrator: User) -> None:
    visit = sign_in(administrator)
    wrong = "currency;day;rate\nUSD;2024-03-01;0.9\nUSDX;2024-03-02;0.9\nUSD;2024-13-02;0.9\nEUR;2024-03-02;1\nUSD;2024-03-02;zero"
    refused = visit.post("/settings/rates/bring/", {"lines": wrong})
    assert refused.status_code == 422
    for said in (
        "Line 3: “USDX” is no currency.",
        "Line 4: “2024-13-02” is no day.",
        "needs no rate",
        "Line 6: “zero” is no rate.",
    ):
        assert said in refused.text
    assert (ExchangeRate.objects.count(), "USDX;2024-03-02" in refused.text) == (0, True)
    file = SimpleUploadedFile("rates.csv", b"\xef\xbb\xbfcurrency,on,rate\nUSD,2024-03-01,0.9\nXAU,2024-03-01,1900.5\n")
    assert visit.post("/settings/rates/bring/", {"file": file}).status_code == 303
    assert visit.post("/settings/rates/bring/", {"lines": "usd\t2024-03-01\t0.95"}).status_code == 303
    assert {each.currency: (each.rate, each.version) for each in ExchangeRate.objects.all()} == {
        "USD": (Decimal("0.95"), 2),
        "XAU": (Decimal("1900.5"), 1),
    }
    page = visit.get("/settings/rates/?currency=USD")
    assert ("0.95" in page.text, page.context["page"].count) == (True, 1)


@pytest.mark.parametrize("rate", ["9999999999.999999999", "0.000000001", "1" * 200_000, "1e-400", "-1", "NaN"])
def test_what_no_rate_can_be_is_refused_in_words(sign_in: SignIn, administrator: User, rate: str) -> None:
    visit = sign_in(administrator)
    refused = visit.post("/settings/rates/bring/", {"lines": f"USD, 2024-03-01, {rate}"})
    assert (refused.status_code, "Line 1: " in refused.text) == (422, True)


def test_rates_are_written_out_and_a_currency_that_nobody_knows_shows_all(sign_in: SignIn, administrator: User) -> None:
    visit = sign_in(administrator)
    visit.post("/settings/rates/bring/", {"lines": "EUR, 2024-03-01, 160\nXAU, 2024-03-01, 1900.5"})
    Firm.objects.create(base_currency="JPY")
    visit.post("/settings/rates/bring/", {"lines": "EUR, 2024-03-01, 160\nXAU, 2024-03-01, 1900.5"})
    for unknown in ("", "?currency=ZZZ", "?currency=a%00"):
        page = visit.get(f"/settings/rates/{unknown}")
        assert (page.context["page"].count, ">160<" in page.text, "1.6E+2" in page.text) == (2, True, False)


def test_a_rate_by_hand_is_taken_from_then_on_and_taken_back(sign_in: SignIn, administrator: User) -> None:
    visit = sign_in(administrator)
    assert visit.post("/settings/rates/new/", {"currency": "USD", "on": "2024-03-01", "rate": "2"}).status_code == 303
    rate = ExchangeRate.objects.get()
    assert base_amount(Decimal(10), currency="USD", base="EUR", on=DAY) == Decimal("20.00")
    edit = f"/settings/rates/{rate.public_id}/edit/"
    assert visit.post(edit, {"rate": "3", "version": "1"}).status_code == 303
    assert visit.post(edit, {"rate": "4", "version": "1"}).status_code == 409
    visit.post(f"/settings/rates/{rate.public_id}/archive/", {"version": "2"})
    assert Decimal(9) < base_amount(Decimal(10), currency="USD", base="EUR", on=DAY) < Decimal(10)
    visit.post(f"/settings/rates/{rate.public_id}/restore/")
    assert base_amount(Decimal(10), currency="USD", base="EUR", on=DAY) == Decimal("30.00")


def test_a_new_rate_moves_what_is_kept_at_constant_rates_and_nothing_that_is_booked(
    sign_in: SignIn, administrator: User, partner: User
) -> None:
    Firm.objects.create(base_currency="EUR")
    visit = sign_in(administrator)
    visit.post("/settings/rates/new/", {"currency": "USD", "on": "2024-03-01", "rate": "2"})
    fee = {"kind": LedgerEntry.Kind.FEE, "amount": Decimal(100), "currency": "USD", "booked_on": DAY}
    add_ledger_entry(client=ClientFactory(), by=partner, **fee)
    steady = Policy(currency="constant")

    def totals() -> tuple[Decimal, Decimal]:
        refresh(seconds=60)
        booked, constant = (repeat_business(policy=each, period=Y2024, user=partner) for each in (Policy(), steady))
        return booked.total, constant.total

    assert totals() == (Decimal("200.00"), Decimal("200.00"))
    assert totals() == (Decimal("200.00"), Decimal("200.00"))
    visit.post("/settings/rates/new/", {"currency": "USD", "on": "2025-03-01", "rate": "3"})
    assert totals() == (Decimal("200.00"), Decimal("300.00"))
    page = sign_in(partner).get("/repeat/?period=2024&money=constant")
    assert page.context["page"].now.total == Decimal("300.00")
    assert "At constant rates" in page.text
