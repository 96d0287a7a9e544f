"""Ledger entries: booked, corrected, archived; the sign fits the kind, the past stays readable, scores are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, ExchangeRate, LedgerEntry
from relationships.scoring.models import StaleMark
from tests.cast import SignIn
from tests.factories import EngagementFactory, LedgerEntryFactory, PracticeFactory


@pytest.fixture
def audit(novagen: Client, partner: User) -> Engagement:
    return EngagementFactory(client=novagen, name="Audit 2026", partner=partner, practice=PracticeFactory(name="Tax"))


@pytest.fixture
def imported(novagen: Client, audit: Engagement) -> LedgerEntry:
    return LedgerEntryFactory(client=novagen, engagement=audit, amount="100", source="sap", document="INV-7")


def at(name: str, entry: LedgerEntry) -> str:
    return reverse(name, args=[entry.public_id])


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "document": "INV-7",
        "booked_on": "2026-03-01",
        "kind": "fee",
        "amount": "100.00",
        "currency": "EUR",
        "base_amount": "",
        "engagement": "Audit 2026",
        "version": 1,
        **changes,
    }


def book(sign_in: SignIn, user: User, client: Client, **changes: Any) -> Any:
    return sign_in(user).post(reverse("add_ledger_entry", args=[client.public_id]), typed(**changes))


def the_entry() -> LedgerEntry:
    return LedgerEntry._base_manager.get()


def stale() -> bool:
    there = StaleMark.objects.exists()
    StaleMark.objects.all().delete()
    return there


def test_an_entry_is_booked_by_hand_and_rings(
    sign_in: SignIn, partner: User, novagen: Client, audit: Engagement
) -> None:
    stale()
    answer = book(sign_in, partner, novagen, amount="1,234.50", one_off="on")
    entry = the_entry()
    assert (answer.status_code, answer["Location"]) == (303, reverse("engagement_detail", args=[audit.public_id]))
    assert (entry.amount, entry.base_amount, entry.currency) == (Decimal("1234.50"), Decimal("1234.50"), "EUR")
    assert (entry.engagement, entry.source, entry.created_by, entry.one_off) == (audit, "", partner, True)
    assert stale()


def test_the_form_begins_with_what_the_work_says(
    sign_in: SignIn, partner: User, novagen: Client, audit: Engagement
) -> None:
    address = reverse("add_ledger_entry", args=[novagen.public_id])
    shown = sign_in(partner).get(f"{address}?work={audit.public_id}").content.decode()
    assert 'value="Audit 2026"' in shown
    assert f'<option value="{audit.practice.public_id}" selected>Tax</option>' in shown  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"amount": "-5"}, "amount", "A fee can&#x27;t be negative"),
        ({"kind": "credit", "amount": "5"}, "amount", "Enter it with a minus: -5.00."),
        ({"kind": "write_off", "amount": "5"}, "amount", "A write-off lowers what was billed."),
        ({"amount": "1.234,50"}, "amount", "with a point before the cents"),
        ({"amount": "12345678901234"}, "amount", "at most 13 digits"),
        ({"amount": "NaN"}, "amount", "with a point before the cents"),
        ({"currency": "EURO"}, "currency", "three letters"),
        ({"currency": "XTS"}, "base_amount", "No rate from XTS to EUR is known"),
        ({"base_amount": "3"}, "base_amount", "Leave this empty."),
        ({"booked_on": ""}, "booked_on", "Enter the day it was booked."),
        ({"booked_on": "1776-07-04"}, "booked_on", "between 1900 and 2100"),
        ({"engagement": "Audit of somebody else"}, "engagement", "has no work called Audit of somebody else"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    sign_in: SignIn,
    partner: User,
    novagen: Client,
    audit: Engagement,
    changes: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = book(sign_in, partner, novagen, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said in page
    assert 'class="error-summary"' in page
    assert not LedgerEntry._base_manager.exists()


@pytest.mark.parametrize(
    ("kind", "amount"), [("fee", "0"), ("credit", "-5"), ("write_off", "\u22125"), ("tax", "-3"), ("tax", "3")]
)
def test_signs_that_fit_are_booked(
    sign_in: SignIn, partner: User, novagen: Client, audit: Engagement, kind: str, amount: str
) -> None:
    assert book(sign_in, partner, novagen, kind=kind, amount=amount).status_code == 303


def test_another_currency_is_brought_home_at_the_rate_of_its_day(
    sign_in: SignIn, partner: User, novagen: Client, audit: Engagement
) -> None:
    rate = {"currency": "XTS", "base_currency": "EUR", "on": date(2026, 3, 1)}
    ExchangeRate.objects.create(**rate, rate=Decimal("0.5"))
    book(sign_in, partner, novagen, currency="xts", amount="100.01")
    entry = the_entry()
    assert (entry.amount, entry.currency, entry.base_amount) == (Decimal("100.01"), "XTS", Decimal("50.00"))
    sent = typed(currency="XTS", amount="200.00", base_amount="50.00")
    assert sign_in(partner).post(at("edit_ledger_entry", entry), sent).status_code == 303
    assert the_entry().base_amount == Decimal("100.00"), "nobody gave another one, so it follows the amount"
    sent = typed(currency="XTS", amount="200.00", base_amount="90.00", version=2)
    sign_in(partner).post(at("edit_ledger_entry", entry), sent)
    assert the_entry().base_amount == Decimal("90.00")


def test_what_the_bank_published_is_used_and_kept(
    sign_in: SignIn, partner: User, novagen: Client, audit: Engagement
) -> None:
    book(sign_in, partner, novagen, currency="USD", amount="100", booked_on="2020-04-12")  # Easter Sunday
    kept = ExchangeRate.objects.get()
    assert (kept.currency, kept.on) == ("USD", date(2020, 4, 12))
    assert the_entry().base_amount == round(100 * kept.rate, 2)


def test_a_correction_keeps_what_the_entry_said_before(
    sign_in: SignIn, partner: User, administrator: User, imported: LedgerEntry
) -> None:
    stale()
    sent = typed(amount="80.00", document="INV-7b")
    assert sign_in(administrator).post(at("edit_ledger_entry", imported), sent).status_code == 303
    assert stale()
    sign_in(partner).post(at("edit_ledger_entry", imported), typed(amount="90.00", document="INV-7b", version=2))
    changes = sign_in(partner).get(at("ledger_entry_detail", imported)).context["changes"]
    told = [
        (change.who, change.act, [(each.label, each.before, each.after) for each in change.fields])
        for change in changes
    ]
    base = "Amount in the firm's currency"
    assert told == [
        ("Henrik Lindqvist", "changed this entry", [("Amount", "80.00", "90.00"), (base, "80.00", "90.00")]),
        (
            "Gerd Achleitner",
            "changed this entry",
            [("Document number", "INV-7", "INV-7b"), ("Amount", "100.00", "80.00"), (base, "100.00", "80.00")],
        ),
        ("The import", "brought in this entry from sap", []),
    ]


def test_both_versions_are_shown_when_somebody_saved_in_between(
    sign_in: SignIn, partner: User, administrator: User, imported: LedgerEntry
) -> None:
    address = at("edit_ledger_entry", imported)
    assert sign_in(administrator).post(address, typed(amount="80.00")).status_code == 303
    answer = sign_in(partner).post(address, typed(amount="70.00"))
    differing = {row.name: (row.yours, row.theirs) for row in answer.context["rows"] if row.differs}
    assert (answer.status_code, differing) == (409, {"amount": ("70.00", "80.00")})
    assert the_entry().amount == 80


def test_an_archived_entry_is_in_no_sum_until_it_is_brought_back(
    sign_in: SignIn, partner: User, imported: LedgerEntry
) -> None:
    browser, work = sign_in(partner), reverse("client_work", args=[imported.client.public_id])
    stale()
    shown = browser.post(at("archive_ledger_entry", imported), follow=True).content.decode()
    assert f'action="{at("restore_ledger_entry", imported)}"' in shown
    assert stale()
    page = browser.get(work).context["page"]
    assert (page.net, list(page.entries)) == (None, [])
    assert list(browser.get(f"{work}?entries=archived").context["page"].entries) == [imported]
    browser.post(at("restore_ledger_entry", imported))
    assert stale()
    assert browser.get(work).context["page"].net == 100


def test_an_entry_says_whether_it_came_from_an_import(
    sign_in: SignIn, partner: User, novagen: Client, audit: Engagement, imported: LedgerEntry
) -> None:
    book(sign_in, partner, novagen, document="BY-HAND-1")
    by_hand = LedgerEntry._base_manager.get(document="BY-HAND-1")
    browser = sign_in(partner)
    assert "With the import “sap”" in browser.get(at("ledger_entry_detail", imported)).content.decode()
    assert "A later import of that register" in browser.get(at("edit_ledger_entry", imported)).content.decode()
    shown = browser.get(at("ledger_entry_detail", by_hand)).content.decode()
    assert "by Henrik Lindqvist" in shown
    assert "With the import" not in shown


def test_who_sees_no_fees_sees_no_entry_and_who_may_not_book_is_told_who_can(
    sign_in: SignIn, assistant: User, auditor: User, imported: LedgerEntry
) -> None:
    refused = sign_in(assistant).get(at("ledger_entry_detail", imported))
    assert (refused.status_code, "INV-7" in refused.content.decode()) == (403, False)
    assert sign_in(auditor).get(at("ledger_entry_detail", imported)).status_code == 200
    answer = sign_in(auditor).post(at("archive_ledger_entry", imported))
    assert answer.status_code == 403
    assert "A partner or an administrator can do this." in answer.content.decode()


def test_names_behind_a_wall_are_left_out_of_a_history(
    sign_in: SignIn, partner: User, outsider: User, imported: LedgerEntry, walled_client: Client
) -> None:
    secret = EngagementFactory(client=walled_client, name="Secret work")
    LedgerEntry._base_manager.filter(pk=imported.pk).update(engagement=secret)
    LedgerEntry._base_manager.filter(pk=imported.pk).update(engagement=None)
    address = at("ledger_entry_detail", imported)
    assert "Secret work" in sign_in(partner).get(address).content.decode()
    assert "Secret work" not in sign_in(outsider).get(address).content.decode()


def test_a_corrected_entry_says_so_and_can_follow_its_register_again(
    sign_in: SignIn, partner: User, imported: LedgerEntry
) -> None:
    browser, here = sign_in(partner), at("ledger_entry_detail", imported)
    assert "A later import of that register may change it." in browser.get(here).text
    assert "Corrected by hand" in browser.post(at("edit_ledger_entry", imported), typed(amount="90"), follow=True).text
    assert browser.post(at("follow_register", imported), {"version": "1"}).status_code == 409
    assert "may change it." in browser.post(at("follow_register", imported), {"version": "2"}, follow=True).text
    assert "Corrected by hand" in browser.post(at("keep_correction", imported), follow=True).text


def test_an_entry_by_hand_needs_no_keeping(sign_in: SignIn, partner: User, novagen: Client, audit: Engagement) -> None:
    own = LedgerEntryFactory(client=novagen, engagement=audit, amount="100", source="")
    browser = sign_in(partner)
    browser.post(at("edit_ledger_entry", own), typed(amount="90"))
    browser.post(at("keep_correction", own))
    own.refresh_from_db()
    assert (own.amount, own.corrected_at) == (Decimal(90), None)
