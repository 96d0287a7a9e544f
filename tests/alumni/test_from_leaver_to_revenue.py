"""A colleague leaves, stays close as an alumnus, joins a client, refers work, and what is invoiced shows as theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.policy import Role
from relationships.alumni.letter_actions import send_letters
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.engagements.models import Engagement
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Interaction, Promise
from relationships.network.tasks import keep_credits
from tests.cast import SignIn, colleague
from tests.factories import LedgerEntryFactory

pytestmark = pytest.mark.django_db
Send = Callable[..., Browser]


@pytest.fixture
def sent(sign_in: SignIn) -> Send:
    """Send a form as somebody; it must be taken."""

    def send(by: User | Browser, where: str, *of: str, query: str = "", **form: object) -> Browser:
        browser = by if isinstance(by, Browser) else sign_in(by)
        answer = browser.post(reverse(where, args=of) + query, form)
        refused = re.findall(r'<li><a href="#id_[^>]*>([^<]*)', answer.content.decode())
        assert answer.status_code == 303, f"{where}: {refused}"
        return browser

    return send


def page(browser: Browser, name: str, *of: str, query: str = "", **headers: str) -> str:
    answer = browser.get(reverse(name, args=of) + query, headers=headers)
    assert answer.status_code == 200
    return str(re.sub(r"\s+", " ", answer.content.decode()))


def test_from_the_last_day_to_revenue_that_an_alumnus_brought(
    sent: Send, sign_in: SignIn, administrator: User, account_manager: User, partner: User, novagen: Client
) -> None:
    cache.clear()
    today = firm_day().on
    LedgerEntryFactory(client=novagen, booked_on=today - timedelta(days=400))
    maya, henrik = sign_in(account_manager), sign_in(partner)

    # Dag leaves: an alumnus stays, with what he agreed to and somebody who keeps in touch.
    dag = colleague("Dag Holm", Role.ACCOUNT_MANAGER)
    last_day = (today - timedelta(days=1)).isoformat()
    sent(
        administrator, "record_departure", dag.public_id, last_day=last_day, title="Senior associate",
        private_email="dag@home.example", keeper=account_manager.public_id, consents=["news"], heard_through="Exit talk",
    )  # fmt: skip
    alumnus = Alumnus.objects.visible_to(account_manager).get(person__name="Dag Holm")
    assert "Dag Holm" in page(maya, "alumni_list")

    # On his own page he tells of his new post; nothing changes until Maya says so.
    visitor = sent(Browser(), "ask_for_own_page", email="dag@home.example")
    send_letters()
    opens = re.search(r"/your-page/open/[\w-]+/", str(mail.outbox[-1].body))
    assert opens
    visitor.post(opens[0])
    sent(visitor, "tell_new_post", employer="Novagen Therapeutics", title="Head of legal")
    sign = re.search(r"\?signal=(\w+)", page(maya, "move_list"))
    assert sign
    assert "Dag Holm" not in page(maya, "client_people", novagen.public_id)
    person = alumnus.person.public_id
    form = {"employer": "novagen", "title": "Head of legal", "moved_on": today.isoformat(), "congratulate": "on"}
    sent(maya, "record_person_move", person, query=f"?signal={sign[1]}", **form)
    assert "Dag Holm" in page(maya, "client_people", novagen.public_id)
    assert "Novagen Therapeutics" in page(maya, "alumnus_detail", alumnus.public_id)

    # He refers work: a touchpoint of Maya's, and a promise to answer.
    sent(visitor, "say_on_own_page", kind="refer", said="Our board needs advice on the merger.")
    touch = Interaction.objects.visible_to(account_manager).get(direction="theirs", summary__contains="merger")
    promise = Promise.objects.visible_to(account_manager).get(touch=touch)
    assert (promise.colleague, promise.person) == (account_manager, alumnus.person)
    assert "advice on the merger" in page(maya, "word_list")

    # The work, what he brought, and the invoice.
    sent(henrik, "add_engagement", novagen.public_id, name="Merger", opened_on=today.isoformat(), origin="alumnus")
    work = Engagement.objects.visible_to(partner).get(name="Merger")
    brought = {"text": "Told his board of us.", "client": novagen.name, "work": "Merger", "percent": "50"}
    sent(henrik, "add_contribution", person, kind="referral", happened_on=today.isoformat(), **brought)
    invoice = {"document": "2026-118", "booked_on": today.isoformat(), "kind": "fee", "currency": "EUR"}
    sent(henrik, "add_ledger_entry", novagen.public_id, amount="8000", engagement=work.name, **invoice)
    keep_credits()

    # Half of it is his, all of that half is repeat business; page, file and person say the same.
    period = f"?period={today.year}"
    through = page(henrik, "alumni_value", query=period)
    figures = dict(re.findall(r'data-t="(\w+)">([^<]+)<', through))
    assert figures == {"credited": "€4,000.00", "repeat": "€4,000.00"}
    assert "50.0 % of that" in through
    assert "1 referral" in through
    file = b"".join(henrik.get(reverse("export_alumni_value") + period)).decode()  # type: ignore[arg-type]
    assert re.search(r"Dag Holm,.*,4000\.00,4000\.00,", file)
    assert "€4,000.00" in page(henrik, "person_value", person)
    here = f'hx-get="{reverse("alumni_value")}{period}" hx-trigger="load" hx-target="#alumni-coming"'
    assert here in page(henrik, "repeat_business", query=period)
    panel = {"HX-Request": "true", "HX-Target": "alumni-coming"}
    assert "came through 1 former colleague: 50.0 %" in page(henrik, "alumni_value", query=period, **panel)
