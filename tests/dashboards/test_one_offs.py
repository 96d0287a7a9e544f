"""One-off work is proposed by its size, and what somebody said of it is remembered and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatDocument
from relationships.scoring.repeat_refresh import refresh
from tests.cast import SignIn
from tests.factories import WallFactory
from tests.scoring.ledger import Entry, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def _ledger() -> None:
    day = firm_day().on
    lines = []
    for client, sizes in (("Ash", (100, 120, 80, 100, 900)), ("Birch", (10, 12, 500)), ("Cedar", (100, 100, 100, 399))):
        for number, size in enumerate(sizes):
            on = date(day.year - 1, 3, 1) + timedelta(days=number)
            lines.append(Entry(f"{client}{number}", client, on, Decimal(size), engagement=f"{client} {number}"))
    lines += [
        Entry(f"D{n}", "Dune", date(day.year - 1, 5, n), Decimal(size)) for n, size in enumerate((20, 20, 20, 3000), 1)
    ]
    load(lines)


def _named(page) -> list[tuple[str, str]]:
    return [(line.client.name, line.kind) for line in page.lines]


@pytest.mark.usefixtures("_ledger")
def test_what_is_four_times_the_usual_is_proposed_with_its_reason(sign_in: SignIn, partner: User) -> None:
    visit = sign_in(partner)
    answer = visit.get("/repeat/one-offs/")
    assert _named(answer.context["page"]) == [("Dune", "entry"), ("Ash", "work")]
    assert "9.0 times the usual €100, over 5 pieces of work" in answer.text
    WallFactory(client=Client.objects.unscoped(reason="test").get(name="Ash"), insiders=[])
    assert _named(visit.get("/repeat/one-offs/").context["page"]) == [("Dune", "entry")]
    table = b"".join(visit.get("/repeat/export.csv?table=one-offs").streaming_content).decode()  # type: ignore[attr-defined]
    assert ("Dune" in table, "Ash" in table) == (True, False)


@pytest.mark.usefixtures("_ledger")
def test_an_answer_is_remembered_moves_the_share_and_is_taken_back(sign_in: SignIn, partner: User) -> None:
    visit = sign_in(partner)
    year = firm_day().on.year - 1
    work = Engagement.objects.unscoped(reason="test").get(name="Ash 4")
    here = f"/repeat/one-offs/work/{work.public_id}"
    assert visit.post(f"{here}/mark/", {"version": "1"}).status_code == 303
    page = visit.get(f"/repeat/one-offs/?period={year}").context["page"]
    assert (_named(page), page.amount) == ([("Dune", "entry")], Decimal("900.00"))
    assert [str(each) for each in page.marked] == ["Ash 4"]
    visit.post(f"{here}/unmark/")
    visit.post(f"{here}/usual/")
    visit.post(f"{here}/usual/")
    page = visit.get("/repeat/one-offs/").context["page"]
    assert (_named(page), len(page.usual), page.usual[0].said_by) == ([("Dune", "entry")], 1, partner)
    visit.post(f"/repeat/one-offs/usual/{page.usual[0].public_id}/forget/")
    entry = LedgerEntry.objects.unscoped(reason="test").get(external_id="D4")
    visit.post(f"/repeat/one-offs/entry/{entry.public_id}/mark/", {"version": "1"})
    page = visit.get("/repeat/one-offs/").context["page"]
    assert (_named(page), page.marked[0].pk) == ([("Ash", "work")], entry.pk)
    entry.refresh_from_db()
    assert (entry.one_off, entry.corrected_at is not None) == (True, True)


@pytest.mark.usefixtures("_ledger")
def test_a_kept_share_says_that_what_was_just_marked_is_not_in_it(sign_in: SignIn, partner: User) -> None:
    visit, here = sign_in(partner), f"/repeat/one-offs/?period={firm_day().on.year - 1}"
    visit.get(here)
    refresh(seconds=60)
    RepeatDocument.objects.all().delete()  # a worker counts shares before proposals
    assert "Newer changes to the ledger are being counted" not in visit.get(here).text
    work = Engagement.objects.unscoped(reason="test").get(name="Ash 4")
    visit.post(f"/repeat/one-offs/work/{work.public_id}/mark/", {"version": "1"})
    answer = visit.get(here)
    assert (answer.context["page"].amount, answer.context["page"].fresh.stale) == (Decimal(0), True)
    assert "Newer changes to the ledger are being counted" in answer.text
    refresh(seconds=60)
    assert visit.get(here).context["page"].amount == Decimal("900.00")


@pytest.mark.usefixtures("_ledger")
def test_a_share_that_is_not_counted_yet_is_said_to_be(
    sign_in: SignIn, partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relationships.scoring.repeat_queries.ledger_is_long", lambda: True)
    assert "without it is being counted" in sign_in(partner).get("/repeat/one-offs/").text
