"""What the page said on a day stays what it said; while figures are being counted nobody meets an error."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring import repeat_queries
from relationships.scoring.models import RepeatAnswer, RepeatSnapshot
from relationships.scoring.repeat_kept_actions import keep_snapshots
from relationships.scoring.repeat_policy_actions import save_policy
from relationships.scoring.repeat_refresh import refresh
from tests.cast import SignIn
from tests.factories import WallFactory
from tests.scoring.ledger import Entry, load

pytestmark = pytest.mark.django_db


def _entry(number: str, client: str, on: date, amount: int) -> Entry:
    return Entry(number, client, on, Decimal(amount))


@pytest.fixture
def ledger() -> date:
    today = firm_day().on
    load(
        [
            _entry("1", "Ash", today - timedelta(days=400), 900),
            _entry("2", "Ash", today - timedelta(days=2), 600),
            _entry("3", "Birch", today - timedelta(days=1), 400),
        ]
    )
    return today


def test_a_day_keeps_what_it_said_and_the_running_one_follows_the_ledger(ledger: date) -> None:
    assert keep_snapshots() == 3
    assert keep_snapshots() == 0
    RepeatSnapshot.objects.filter(period="rolling").update(on=ledger - timedelta(days=3))
    load([_entry("4", "Cedar", ledger, 1000)])
    keep_snapshots()
    rows = RepeatSnapshot.objects.filter(period="rolling").order_by("on")
    assert [(row.on, row.figures["total"], row.figures["share"]) for row in rows] == [
        (ledger - timedelta(days=3), "1000.00", "0.6"),
        (ledger, "2000.00", "0.3"),
    ]


def test_the_page_reads_back_a_day_under_the_rule_of_that_day(ledger: date, sign_in: SignIn, partner: User) -> None:
    keep_snapshots()
    RepeatSnapshot.objects.update(on=ledger - timedelta(days=3))
    save_policy(by=partner, expected_version=1, reason="Tighter.", changes={"lookback_months": 12})
    visit = sign_in(partner)
    page = visit.get(f"/repeat/kept/?kept=rolling&on={ledger - timedelta(days=1)}")
    kept = page.context["page"].found
    assert (kept.on, kept.policy_version, kept.share) == (ledger - timedelta(days=3), 1, Decimal("0.6"))
    assert f"?period=rolling-{kept.on}&amp;policy=1" in page.text
    assert "Nothing was kept by then." in visit.get(f"/repeat/kept/?on={ledger - timedelta(days=9)}").text
    assert "Enter a day such as" in visit.get("/repeat/kept/?on=soon").text
    assert visit.get("/repeat/kept/?kept=century").status_code == 404
    table = visit.get("/repeat/export.csv?table=kept&kept=rolling")
    (row,) = csv.DictReader(b"".join(table.streaming_content).decode("utf-8-sig").splitlines())  # type: ignore[attr-defined]
    assert (row["share"], row["total"], row["policy_version"]) == ("0.6", "1000.00", "1")


def test_whoever_stands_outside_a_wall_reads_only_what_was_kept_for_that_world(
    ledger: date, sign_in: SignIn, partner: User, administrator: User
) -> None:
    WallFactory(client=Client.objects.unscoped(reason="test").get(name="Birch"), insiders=[administrator])
    keep_snapshots()
    visit = sign_in(partner)
    assert "Nothing was kept by then." in visit.get("/repeat/kept/?kept=rolling").text
    visit.get("/repeat/")
    refresh(seconds=60)
    keep_snapshots()
    assert visit.get("/repeat/kept/?kept=rolling").context["page"].found.figures["total"] == "600.00"
    assert sign_in(administrator).get("/repeat/kept/?kept=rolling").context["page"].found.figures["total"] == "1000.00"


@pytest.fixture
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeat_queries, "WAIT_SECONDS", 0.001)


@pytest.mark.usefixtures("_slow")
def test_until_the_figures_are_counted_the_last_kept_ones_stand_there(
    ledger: date, sign_in: SignIn, partner: User
) -> None:
    visit = sign_in(partner)
    first = visit.get("/repeat/?period=rolling")
    assert (first.status_code, "being counted" in first.text, "kept-share" in first.text) == (200, True, False)
    refresh(seconds=60)
    keep_snapshots()
    refresh(seconds=60)
    keep_snapshots()
    RepeatAnswer.objects.all().delete()
    again = visit.get("/repeat/?period=rolling")
    assert (again.status_code, "60.0\xa0%" in again.text or "60.0 %" in again.text) == (200, True)
    assert visit.get("/repeat/export.csv?table=summary&period=rolling")["Location"] == "/repeat/?period=rolling"
    refresh(seconds=60)
    assert "being counted" not in visit.get("/repeat/?period=rolling").text


def test_a_list_that_takes_too_long_says_that_it_is_being_counted(
    ledger: date, sign_in: SignIn, partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit: Browser = sign_in(partner)
    slow = "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"
    monkeypatch.setattr("relationships.scoring.repeat_queries.WHOLE_LEDGER", slow)
    answer = visit.get("/repeat/bridge/new/")
    assert (answer.status_code, "These figures are being counted." in answer.text) == (200, True)
