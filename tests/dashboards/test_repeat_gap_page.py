"""The page of quiet clients: what it says, the button on each, the file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.policy import CAPABILITIES, Capability, Role
from relationships.clients.models import Client
from relationships.dashboards.repeat_gap_page import QuietLine
from relationships.interactions.models import PlannedTouch
from relationships.scoring.repeat_refresh import refresh
from tests.cast import SignIn
from tests.dashboards.test_repeat_pages import read_csv, text
from tests.scoring.ledger import Entry, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(sign_in: SignIn, partner: User, account_manager: User):
    """Ash came each month until 300 days ago; Elm is new and brings most of this year."""
    today = timezone.localdate()
    days = [today - timedelta(days=300 + 30 * n) for n in range(40)]
    new = Entry("new", "Elm", today, Decimal(9_000))
    load([new, *(Entry(f"{n}", "Ash", day, Decimal(1_000)) for n, day in enumerate(days))])
    Client.objects.filter(name="Ash").update(owner=account_manager)
    return sign_in(partner)


def test_the_page_says_who_usually_brings_it_and_puts_them_on_a_day(visit, account_manager):
    page = visit.get("/repeat/gap/?period=rolling").content.decode()
    assert "1 quiet client usually brings" in page
    assert account_manager.name in page
    ash = Client.objects.get(name="Ash")
    form = {"colleague": account_manager.public_id, "due_on": "2026-11-22", "reason": "x", "next": "/repeat/gap/"}
    visit.post(f"/clients/{ash.public_id}/plan-touch/", form)
    again = visit.get("/repeat/gap/?period=rolling").content.decode()
    assert PlannedTouch.objects.get().client == ash
    assert "Put on their day" not in again


def test_htmx_gets_the_sentence_alone(visit):
    answer = visit.get("/repeat/gap/?period=rolling", headers={"HX-Request": "true"})
    assert text(answer).startswith("Short by €")
    assert "<html" not in answer.content.decode()


def test_the_file_holds_the_same_digits(visit):
    (row,) = read_csv(visit.get("/repeat/export.csv?table=gap&period=rolling"))
    page = visit.get("/repeat/gap/?period=rolling").context["page"]
    quiet = page.gap.quiet[0]
    assert (row["client"], Decimal(row["missing"])) == ("Ash", quiet.missing)
    assert (row["days_quiet"], row["late_after_days"]) == ("300", str(quiet.gap))


def test_kept_the_page_takes_few_statements_and_says_the_same(visit, django_assert_max_num_queries):
    told = visit.get("/repeat/gap/?period=rolling").context["page"].gap.quiet
    refresh(seconds=60)
    with django_assert_max_num_queries(16):
        kept = visit.get("/repeat/gap/?period=rolling").context["page"].gap.quiet
    assert kept == told


@pytest.mark.parametrize(("today", "day"), [("2026-11-20", 20), ("2026-11-21", 23), ("2026-11-22", 23)])
def test_a_touch_is_put_on_a_day_on_which_somebody_works(today, day):
    line = QuietLine(SimpleNamespace(touch_on=date.fromisoformat(today)), "", False)
    assert line.plan_on == date(2026, 11, day)


def test_without_fees_the_page_is_not_for_them(visit, sign_in, partner, monkeypatch):
    monkeypatch.setitem(CAPABILITIES, Role.PARTNER, CAPABILITIES[Role.PARTNER] - {Capability.SEE_FEES})
    assert sign_in(partner).get("/repeat/gap/").status_code == 403
