"""Five questions, each of which may be skipped, and home."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.scoring.models import RepeatPolicy
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
FIRM = {"name": "Harbour & Hill", "base_currency": "SEK", "time_zone": "Europe/Stockholm", "fiscal_start_month": "4"}
CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.fixture
def visit(sign_in: SignIn, administrator: User) -> Browser:
    return sign_in(administrator)


def test_the_questions_lead_home_and_are_not_asked_again(visit: Browser) -> None:
    assert visit.get("/")["Location"] == "/setup/"
    assert visit.post("/setup/firm/", {**FIRM, "version": "1"})["Location"] == "/setup/words/"
    assert visit.post("/setup/words/", {"vocabulary": "non_profit", "version": "2"})["Location"] == "/setup/goal/"
    sent = {"goal_percent": "62.5", "lookback": "12", "version": "2"}
    assert visit.post("/setup/goal/", sent)["Location"] == "/setup/clients/"
    assert visit.post("/setup/done/")["Location"] == "/"
    assert visit.get("/")["Location"] == "/day/"
    firm, policy = Firm.objects.get(), RepeatPolicy.objects.order_by("-version").first()
    assert (firm.name, firm.base_currency, firm.fiscal_start_month, firm.vocabulary) == (
        "Harbour & Hill",
        "SEK",
        4,
        "non_profit",
    )
    assert (str(policy.goal), policy.lookback_months, policy.fiscal_start_month) == ("0.6250", 12, 4)


def test_everything_may_be_skipped(visit: Browser) -> None:
    address = visit.get("/setup/")["Location"]
    seen = []
    while address:
        seen.append(address)
        skip = re.search(r'href="([^"]+)">Skip</a>', visit.get(address).text)
        address = skip[1] if skip else ""
    assert seen == [f"/setup/{each}/" for each in ("firm", "words", "goal", "clients", "invite")]
    visit.post("/setup/done/")
    assert not RepeatPolicy.objects.exists()
    assert Firm.objects.get().name == "Your firm"


def test_nobody_else_is_asked(sign_in: SignIn, partner: User) -> None:
    assert not sign_in(partner).get("/")["Location"].startswith("/setup/")


def test_without_mail_the_link_is_shown_once(visit: Browser, settings: object) -> None:
    settings.EMAIL_BACKEND = CONSOLE  # type: ignore[attr-defined]
    visit.post("/setup/invite/", {"name": "Maya Okafor", "email": "maya@new.example", "role": "account_manager"})
    link = re.search(r'value="http://[^/]+(/accounts/password/reset/key/[^"]+)"', visit.get("/setup/invite/").text)
    assert link
    assert "/reset/key/" not in visit.get("/setup/invite/").text
    guest = Browser()
    form = guest.get(link[1], follow=True)
    guest.post(
        form.request["PATH_INFO"], {"password1": "long enough, never used", "password2": "long enough, never used"}
    )
    guest.post("/accounts/login/", {"login": "maya@new.example", "password": "long enough, never used"})
    assert guest.get("/clients/").status_code == 200
    assert "This link has been used" in Browser().get(link[1], follow=True).text


def test_with_mail_the_link_is_sent_and_not_shown(visit: Browser) -> None:
    sent = {"name": "Maya Okafor", "email": "maya@new.example", "role": "account_manager"}
    visit.post("/setup/invite/", sent)
    assert [each.to for each in mail.outbox] == [["maya@new.example"]]
    assert "/reset/key/" in mail.outbox[0].body
    assert "/reset/key/" not in visit.get("/setup/invite/").text
    again = visit.post("/setup/invite/", sent)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["email"])


def test_sample_data_is_badged_and_removed_by_one_click(visit: Browser, sign_in: SignIn, partner: User) -> None:
    assert visit.post("/settings/sample/add/")["Location"] == "/setup/invite/"
    page = visit.get("/clients/").text
    assert page.count(">sample</span>") == 50
    assert "Sample data." in page
    assert 'href="/settings/sample/"' in page
    assert 'href="/settings/sample/"' not in sign_in(partner).get("/clients/").text
    own = make.ClientFactory(name="Ours")
    assert "120 clients and 400 people" in visit.get("/settings/sample/").text
    visit.post("/settings/sample/remove/")
    assert list(Client._base_manager.values_list("name", flat=True)) == [own.name]
    assert "Sample data." not in visit.get("/clients/").text
