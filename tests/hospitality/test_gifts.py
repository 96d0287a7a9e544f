"""Give and ask, and the register of gifts: the balance, the limit, who decides, and the file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.hospitality.exchange_queries import balances
from relationships.hospitality.gift_actions import add_gift, edit_gift, set_gift_limit
from relationships.hospitality.models import Gift
from tests.cast import SignIn
from tests.factories import ExchangeFactory, GiftFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = TODAY.year


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "direction": "given", "kind": "gift", "what": "A book", "value": "60", "occurred_on": TODAY.isoformat(),
        "client": "none", **changes,
    }  # fmt: skip


def sent(browser: Browser, person: Person, by: User, **changes: Any) -> Any:
    return browser.post(
        reverse("add_gift", args=[person.public_id]), entry(colleague=by.public_id, **changes), follow=True
    )


def test_the_ask_button_warns_until_something_is_in_hand(account_manager: User, sign_in: SignIn) -> None:
    ana, browser = PersonFactory(), sign_in(account_manager)
    where = reverse("give_and_ask", args=[ana.public_id])
    ask, give = reverse("add_ask", args=[ana.public_id]), reverse("add_give", args=[ana.public_id])
    assert "Give before you ask" in browser.get(where).content.decode()
    assert "Give before you ask" in browser.get(ask).content.decode()
    words = {"text": "To Solvane", "occurred_on": TODAY.isoformat(), "colleague": account_manager.public_id}
    assert browser.post(give, {**words, "kind": "introduction", "client": "none"}).status_code == 303
    assert "Give before you ask" not in browser.get(where).content.decode()
    assert browser.post(ask, {**words, "kind": "introduction", "client": "none"}).status_code == 422
    assert browser.post(ask, {**words, "kind": "referral", "client": "none"}).status_code == 303
    assert balances(account_manager, [ana.pk], TODAY)[ana.pk].words == "even"


def test_what_is_older_than_two_years_or_walled_off_counts_for_nobody(
    account_manager: User, outsider: User, walled_client: Client
) -> None:
    ana = PersonFactory()
    ExchangeFactory(person=ana, occurred_on=TODAY - timedelta(days=800))
    ExchangeFactory(person=ana, client=walled_client)
    assert balances(account_manager, [ana.pk], TODAY)[ana.pk].points == 3
    assert balances(outsider, [ana.pk], TODAY)[ana.pk].points == 0


def test_over_the_limit_of_a_person_and_year_somebody_else_decides(
    account_manager: User, partner: User, administrator: User, sign_in: SignIn
) -> None:
    ana, browser = PersonFactory(name="Ana Ruiz"), sign_in(account_manager)
    sent(browser, ana, partner)
    told = sent(browser, ana, partner, what="A dinner", value="40.01").content.decode()
    assert "100.01 EUR" in told
    sent(browser, ana, partner, what="From her", direction="received", value="99")
    states = dict(Gift.objects.unscoped(reason="test").values_list("what", "state"))
    assert states == {"A book": "within", "A dinner": "waiting", "From her": "within"}
    dinner = Gift.objects.unscoped(reason="test").get(what="A dinner")
    approve = reverse("approve_gift", args=[dinner.public_id])
    assert browser.post(approve).status_code == 403
    # Henrik was there himself.
    assert sign_in(partner).post(approve).status_code == 403
    assert sign_in(administrator).post(approve, {"why": "Ten years together"}).status_code == 303
    dinner.refresh_from_db()
    assert (dinner.state, dinner.decided_by, dinner.decided_why) == ("approved", administrator, "Ten years together")
    sign_in(administrator).post(reverse("refuse_gift", args=[dinner.public_id]))
    dinner.refresh_from_db()
    assert dinner.state == "approved", "decided once"
    sign_in(administrator).post(reverse("undecide_gift", args=[dinner.public_id]))
    dinner.refresh_from_db()
    assert (dinner.state, dinner.decided_by) == ("waiting", None)


def test_what_was_refused_or_put_away_counts_no_more(account_manager: User) -> None:
    ana = PersonFactory()
    decided = {"state": "refused", "decided_at": timezone.now()}
    GiftFactory(person=ana, value=90, **decided)
    GiftFactory(person=ana, value=90, archived_at=timezone.now())
    GiftFactory(person=ana, value=90, occurred_on=date(YEAR - 1, 12, 31))
    fields = {"direction": "given", "kind": "gift", "what": "Wine", "occurred_on": TODAY, "colleague": account_manager}
    wine = add_gift(by=account_manager, person=ana, value=Decimal(100), **fields)
    assert wine.state == "within"
    assert edit_gift(by=account_manager, gift=wine, expected_version=1, changes={"what": "Two"}).state == "within"
    dearer = edit_gift(by=account_manager, gift=wine, expected_version=2, changes={"value": Decimal(101)})
    assert (dearer.state, dearer.total) == ("waiting", Decimal(101))
    set_gift_limit(by=account_manager, amount=Decimal(0), reason="")
    assert add_gift(by=account_manager, person=PersonFactory(), value=Decimal(1), **fields).state == "waiting"


def test_what_comes_back_is_weighed_with_what_came_meanwhile(account_manager: User, sign_in: SignIn) -> None:
    ana, browser = PersonFactory(), sign_in(account_manager)
    first = GiftFactory(person=ana, value=80)
    browser.post(reverse("archive_gift", args=[first.public_id]), {"version": 1})
    sent(browser, ana, account_manager, value="80")
    browser.post(reverse("restore_gift", args=[first.public_id]))
    first.refresh_from_db()
    assert (first.archived_at, first.state, first.total) == (None, "waiting", Decimal(160))
    decided = GiftFactory(person=ana, value=90, state="refused", decided_at=timezone.now(), archived_at=timezone.now())
    browser.post(reverse("restore_gift", args=[decided.public_id]))
    decided.refresh_from_db()
    assert decided.state == "refused", "what was decided stays so"


def test_nobody_makes_a_gift_anothers_to_decide_on_it(partner: User, administrator: User, sign_in: SignIn) -> None:
    own = GiftFactory(person=PersonFactory(), value=500, state="waiting", colleague=partner, written_by=administrator)
    browser, away = (
        sign_in(partner),
        entry(value="500", what=own.what, kind=own.kind, colleague=administrator.public_id),
    )
    assert browser.post(reverse("edit_gift", args=[own.public_id]), {**away, "version": 1}).status_code == 303
    own.refresh_from_db()
    assert own.colleague == administrator
    assert browser.post(reverse("approve_gift", args=[own.public_id]), {"version": 2}).status_code == 403
    approved = GiftFactory(
        person=PersonFactory(), value=500, state="approved", decided_by=partner, decided_at=timezone.now()
    )
    taken = edit_gift(by=administrator, gift=approved, expected_version=1, changes={"colleague": partner})
    assert (taken.state, taken.decided_by) == ("waiting", None), "Henrik would have approved his own"


def test_what_was_put_away_is_found_again_and_brought_back(
    account_manager: User, partner: User, sign_in: SignIn
) -> None:
    gone = GiftFactory(what="A slip", value=500, state="waiting", archived_at=timezone.now())
    browser, where = sign_in(account_manager), reverse("gift_list")
    assert "A slip" not in browser.get(where).content.decode()
    shown = browser.get(where, {"state": "away"}).content.decode()
    assert "given €0.00" in " ".join(shown.split())
    assert reverse("restore_gift", args=[gone.public_id]) in shown
    assert "Put away" in browser.get(reverse("export_gifts"), {"state": "away"}).getvalue().decode()
    decides = sign_in(partner)
    assert reverse("approve_gift", args=[gone.public_id]) not in decides.get(where, {"state": "away"}).content.decode()
    decides.post(reverse("approve_gift", args=[gone.public_id]), {"version": 1})
    browser.post(reverse("restore_gift", args=[gone.public_id]))
    gone.refresh_from_db()
    assert gone.state == "waiting", "what was put away is decided on when it is back"
    assert "A slip" in browser.get(where).content.decode()


def test_the_limit_is_the_firms_to_set(administrator: User, account_manager: User, sign_in: SignIn) -> None:
    browser, where = sign_in(administrator), reverse("gift_limit")
    assert browser.post(where, {"amount": "-1"}).status_code == 422
    assert browser.post(where, {"amount": "50", "reason": "New code of conduct"}).status_code == 303
    assert "New code of conduct" in browser.get(where).content.decode()
    assert "€50.00" in sign_in(account_manager).get(reverse("gift_list")).content.decode()


def test_the_register_is_filtered_summed_and_taken_away_as_a_file(
    account_manager: User, outsider: User, walled_client: Client, sign_in: SignIn
) -> None:
    ana = PersonFactory(name="Ana Ruiz")
    GiftFactory(person=ana, what="Lunch for two", value=Decimal("61.50"))
    GiftFactory(person=ana, what="A pen", direction="received", kind="gift", value=5)
    GiftFactory(person=ana, what="Last year", occurred_on=date(YEAR - 1, 3, 1))
    GiftFactory(person=ana, what="A secret", client=walled_client)
    browser = sign_in(outsider)
    shown = browser.get(reverse("gift_list")).content.decode()
    assert "A secret" not in shown
    assert "Last year" not in shown
    assert "given €61.50 · received €5.00" in " ".join(shown.split())
    assert "A pen" not in browser.get(reverse("gift_list"), {"direction": "given"}).content.decode()
    assert "Lunch for two" in browser.get(reverse("gift_list"), {"q": "ruiz"}).content.decode()
    assert "Nothing fits these filters." in browser.get(reverse("gift_list"), {"q": "nobody"}).content.decode()
    for no_year in ("02000123456", "-1", "٢٠٢٦", "0"):
        assert "Lunch for two" in browser.get(reverse("gift_list"), {"year": no_year}).content.decode(), no_year
    lines = browser.get(reverse("export_gifts"), {"direction": "given"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Lunch for two" in lines[1]
    assert "61.50" in lines[1]
    sheet = load_workbook(BytesIO(browser.get(reverse("export_gifts"), {"format": "xlsx"}).getvalue())).active
    assert sheet is not None
    assert sheet.max_row == 3
    assert "A secret" in sign_in(account_manager).get(reverse("gift_list")).content.decode()
