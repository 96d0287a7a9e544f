"""Pages over a ledger too long to be read while somebody waits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from relationships.engagements.models import LedgerEntry
from relationships.foundation.firm_day import firm_day
from relationships.scoring import repeat_documents
from relationships.scoring.repeat_refresh import refresh
from tests.cast import SignIn
from tests.scoring.ledger import Entry, load
from tests.scoring.test_repeat_definitions import definitions_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _long_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    load(definitions_ledger())
    monkeypatch.setattr(repeat_documents, "LONG_LEDGER_BYTES", -1)


def book() -> None:
    entry = LedgerEntry.objects.unscoped(reason="test").order_by("pk").first()
    entry.pk, entry.public_id, entry.external_id, entry.booked_on = None, "new0entry000", "new", date(2024, 2, 1)
    entry.save(force_insert=True)


@pytest.mark.parametrize(
    "address",
    [
        "/repeat/forecast/",
        "/repeat/second-engagement/",
        "/repeat/readings/?period=2024",
        "/repeat/readings/unlimited/?period=2024",
    ],
)
def test_the_first_reader_is_asked_to_look_again_and_the_ledger_is_not_read(
    address: str, sign_in: SignIn, partner: User
) -> None:
    visit = sign_in(partner)
    with CaptureQueriesContext(connection) as asked:
        first = visit.get(address)
    assert (first.status_code, "These figures are being counted." in first.text) == (200, True)
    assert not [each for each in asked if "FROM engagements_ledgerentry e" in each["sql"]]
    refresh(seconds=60)
    assert "These figures are being counted." not in visit.get(address).text
    book()
    assert "Newer changes to the ledger are being counted" in visit.get(address).text


def test_a_table_that_is_being_counted_leads_to_the_page_that_says_so(sign_in: SignIn, partner: User) -> None:
    visit = sign_in(partner)
    answer = visit.get("/repeat/readings/unlimited.csv?period=2024")
    assert (answer.status_code, answer["Location"]) == (302, "/repeat/readings/unlimited/?period=2024")
    refresh(seconds=60)
    body = b"".join(visit.get("/repeat/readings/unlimited.csv?period=2024").streaming_content).decode()
    assert "repeat_by_our_rule" in body


def test_the_effect_of_another_rule_is_counted_by_a_worker(sign_in: SignIn, administrator: User) -> None:
    visit = sign_in(administrator)
    sent = {
        "name": "House rule",
        "goal_percent": "85",
        "lookback": "12",
        "mode": "calendar",
        "level": "group",
        "ownership": "reported",
        "one_offs": "included",
        "first_engagement": "included",
        "fiscal_start_month": "1",
        "valid_from": firm_day().on.isoformat(),
        "version": "1",
        "preview": "1",
    }
    assert visit.post("/settings/repeat-business/", sent).context["effect"].counting
    refresh(seconds=60)
    assert visit.post("/settings/repeat-business/", sent).context["effect"].counting
    refresh(seconds=60)
    found = visit.post("/settings/repeat-business/", sent).context["effect"]
    assert (found.counting, len(found.years)) == (False, 3)


def test_the_dashboard_tells_where_the_year_will_end_once_that_is_counted(sign_in: SignIn, partner: User) -> None:
    year = firm_day().on.year
    lines = [
        Entry(f"{client}{back}", client, date(year - back, 1, 1), Decimal(amount))
        for back in range(7)
        for client, amount in (("Ash", 900), (f"New {back}", 100 + 10 * back))
    ]
    load(lines)
    visit = sign_in(partner)
    assert "will end at" not in visit.get("/repeat/").text
    refresh(seconds=60)
    page = visit.get("/repeat/")
    told = page.context["page"].forecast
    assert told is not None
    assert told.low <= told.middle <= told.high
    assert f"{year} will end at" in page.text
    assert "times before" in page.text
    assert visit.get(f"/repeat/?period={year - 1}").context["page"].forecast is None
    assert visit.get("/repeat/?practice=none").context["page"].forecast is None
