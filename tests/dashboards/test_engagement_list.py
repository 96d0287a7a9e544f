"""The list of all work: filters, sorts and columns, each with an address; acts on many; the file; adding from it."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards.models import BulkChange, SavedView
from relationships.engagements.models import Engagement
from relationships.scoring.models import StaleMark
from tests.cast import SignIn
from tests.factories import AliasFactory, ClientFactory, EngagementFactory, LedgerEntryFactory, PracticeFactory

LIST, SEVERAL, FILE = "/engagements/", "/engagements/several/", "/engagements/export.csv"
THIS_YEAR = date(date.today().year, 1, 1)


def names(answer: Any) -> list[str]:
    return [row.work.name for row in answer.context["page"].work]


@pytest.fixture
def four(partner: User, account_manager: User, novagen: Client) -> dict[str, Engagement]:
    """Two at Novagen (Maya's), one at Alderane (Henrik's); one was put away, one stands under an archived client."""
    alderane = ClientFactory(name="Alderane", owner=partner)
    AliasFactory(client=alderane, name="Old Mill")
    tax = PracticeFactory(name="Tax")
    work = {
        "audit": EngagementFactory(
            client=novagen, name="Audit 2026", partner=partner, practice=tax, opened_on="2026-03-01", origin="referral"
        ),
        "merger": EngagementFactory(
            client=alderane, name="Merger", opened_on="2026-01-05", closed_on="2026-06-30", one_off=True
        ),
        "study": EngagementFactory(client=novagen, name="Étude de marché", partner=account_manager),
    }
    EngagementFactory(client=novagen, name="Put away", archived_at="2026-01-01T00:00:00Z")
    EngagementFactory(
        client=ClientFactory(name="Gone", archived_at="2026-01-01T00:00:00Z"), name="Of a client put away"
    )
    LedgerEntryFactory(client=novagen, engagement=work["audit"], booked_on=THIS_YEAR, amount=Decimal(900))
    LedgerEntryFactory(client=alderane, engagement=work["merger"], booked_on=THIS_YEAR, amount=Decimal(1500))
    before = THIS_YEAR.replace(year=THIS_YEAR.year - 1)
    LedgerEntryFactory(client=novagen, engagement=work["audit"], booked_on=before, amount=Decimal(2000))
    return work


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("view=all", ["Audit 2026", "Merger", "Étude de marché"]),
        ("sort=opened", ["Merger", "Audit 2026", "Étude de marché"]),
        ("sort=name", ["Audit 2026", "Étude de marché", "Merger"]),
        ("sort=client", ["Merger", "Audit 2026", "Étude de marché"]),
        ("sort=lead", ["Audit 2026", "Étude de marché", "Merger"]),
        ("sort=-closed", ["Étude de marché", "Audit 2026", "Merger"]),
        ("sort=closed", ["Merger", "Audit 2026", "Étude de marché"]),
        ("sort=-fees", ["Merger", "Audit 2026", "Étude de marché"]),
        ("sort=-last_fees", ["Audit 2026", "Étude de marché", "Merger"]),
        ("state=open", ["Audit 2026", "Étude de marché"]),
        ("state=closed", ["Merger"]),
        ("lead=me", ["Audit 2026"]),
        ("lead=none", ["Merger"]),
        ("origin=referral&origin=tender", ["Audit 2026"]),
        ("one_off=yes", ["Merger"]),
        ("archived=yes", ["Put away"]),
        ("q=etude", ["Étude de marché"]),
        ("q=novagen", ["Audit 2026", "Étude de marché"]),
        ("q=old+mill", ["Merger"]),
        ("q=put+away", []),
        ("q=zzz", []),
        ("practice=NeverThere00", []),
    ],
)
def test_filters_and_sorts(
    sign_in: SignIn, partner: User, four: dict[str, Engagement], query: str, found: list[str]
) -> None:
    assert names(sign_in(partner).get(f"{LIST}?{query}")) == found


def test_by_practice_and_the_chips_that_take_filters_away(
    sign_in: SignIn, partner: User, four: dict[str, Engagement]
) -> None:
    practice = four["audit"].practice
    assert practice is not None
    answer = sign_in(partner).get(f"{LIST}?practice={practice.public_id}&state=open&sort=name")
    assert names(answer) == ["Audit 2026"]
    assert answer.context["page"].chips == [
        ("Open", f"?practice={practice.public_id}&sort=name"),
        ("Tax", "?state=open&sort=name"),
    ]


def test_fees_stand_in_the_firms_years(sign_in: SignIn, partner: User, four: dict[str, Engagement]) -> None:
    page = sign_in(partner).get(f"{LIST}?q=audit&column=fees&column=last_fees&column=all_fees").context["page"]
    fees = page.work.rows[0].fees
    assert (fees.this_year, fees.last_year, fees.in_all) == (Decimal(900), Decimal(2000), Decimal(2900))


@pytest.mark.parametrize("role", ["assistant", "alumni_admin"])
def test_no_fees_for_those_who_see_none(
    request: pytest.FixtureRequest, sign_in: SignIn, four: dict[str, Engagement], role: str
) -> None:
    browser = sign_in(request.getfixturevalue(role))
    answer = browser.get(f"{LIST}?sort=-fees&column=fees&column=all_fees&column=booked&column=client")
    assert answer.context["page"].filters.sort == "-opened"
    assert list(answer.context["page"].shows) == ["client"]
    file = browser.get(f"{FILE}?column=fees&column=all_fees&column=booked").getvalue().decode()
    assert "Fees" not in file
    assert "900" not in file


def test_walled_work_is_in_no_list_and_no_file(
    sign_in: SignIn, partner: User, outsider: User, walled_client: Client
) -> None:
    EngagementFactory(client=walled_client, name="Secret work")
    assert names(sign_in(partner).get(f"{LIST}?q=secret")) == ["Secret work"]
    for query in ("", "?q=secret", "?sort=client"):
        assert names(sign_in(outsider).get(LIST + query)) == []
        assert "Secret" not in sign_in(outsider).get(FILE + query).getvalue().decode()


def test_the_file_is_the_list(sign_in: SignIn, partner: User, four: dict[str, Engagement]) -> None:
    browser = sign_in(partner)
    address = f"{FILE}?sort=name&column=client&column=state&column=fees"
    text = browser.get(address).getvalue().decode("utf-8-sig")
    assert list(csv.reader(StringIO(text))) == [
        ["Engagement", "Client", "State", f"Fees {THIS_YEAR.year}", "Closed on"],
        ["Audit 2026", "Novagen Therapeutics", "open", "900.00", ""],
        ["Étude de marché", "Novagen Therapeutics", "open", "", ""],
        ["Merger", "Alderane", "closed", "1500.00", "2026-06-30"],
    ]
    assert browser.get(f"{address}&format=xlsx").getvalue()[:2] == b"PK"
    picked = browser.get(SEVERAL, {"act": "export", "pick": [four["merger"].public_id], "list": "column=client"})
    assert "Audit" not in browser.get(picked["Location"]).getvalue().decode()


def test_a_view_of_it_is_kept(sign_in: SignIn, partner: User, four: dict[str, Engagement]) -> None:
    browser = sign_in(partner)
    saved = browser.post("/views/new/", {"list": "engagements", "query": "lead=me&sort=-fees", "name": "My earners"})
    view = SavedView.objects.get()
    assert saved["Location"] == f"/engagements/?lead=me&sort=-fees&view={view.public_id}"
    page = browser.get(saved["Location"])
    assert names(page) == ["Audit 2026"]
    assert page.context["bar"].changed is False


def test_who_leads_is_set_on_many_and_taken_back(
    sign_in: SignIn, account_manager: User, four: dict[str, Engagement]
) -> None:
    """Maya looks after Novagen; the merger is Henrik's client's, and stays as it is with the reason."""
    browser = sign_in(account_manager)
    StaleMark.objects.all().delete()
    picks = [each.public_id for each in four.values()]
    sheet = browser.get(SEVERAL, {"act": "owner", "pick": picks}).content.decode()
    assert "Who leads 3 engagements?" in sheet
    done = browser.post(SEVERAL, {"act": "owner", "pick": picks, "colleague": account_manager.public_id})
    change = BulkChange.objects.get()
    assert done["Location"] == f"/changes/{change.public_id}/"
    assert "Henrik Lindqvist looks after its client." in browser.get(done["Location"]).content.decode()
    assert [Engagement.objects.get(pk=each.pk).partner for each in four.values()] == [
        account_manager,
        None,
        account_manager,
    ]
    assert list(StaleMark.objects.values_list("client_id", flat=True)) == [four["audit"].client_id]
    browser.post(f"/changes/{change.public_id}/undo/")
    assert Engagement.objects.get(pk=four["audit"].pk).partner == four["audit"].partner


def test_many_are_put_away_and_brought_back(sign_in: SignIn, partner: User, four: dict[str, Engagement]) -> None:
    browser = sign_in(partner)
    browser.post(SEVERAL, {"act": "archive", "all": "yes", "list": "state=open", "expected": "2"})
    assert names(browser.get(LIST)) == ["Merger"]
    browser.post(SEVERAL, {"act": "restore", "all": "yes", "list": "archived=yes"})
    assert browser.get(LIST).context["page"].work.count == 4
    assert browser.post(SEVERAL, {"act": "pin", "pick": [four["audit"].public_id]}).status_code == 422


def test_work_is_added_from_the_list_for_clients_one_may_change(
    sign_in: SignIn, account_manager: User, four: dict[str, Engagement]
) -> None:
    browser = sign_in(account_manager)
    refused = browser.post("/engagements/new/", {"client": "Alderane", "name": "New"})
    assert refused.status_code == 422
    assert "Henrik Lindqvist looks after this client." in refused.content.decode()
    taken = browser.post("/engagements/new/", {"client": "Novagen Therapeutics", "name": "Audit 2026"})
    assert "This client has work of this name already" in taken.content.decode()
    added = browser.post("/engagements/new/", {"client": "Novagen Therapeutics", "name": "New"})
    new = Engagement.objects.get(name="New")
    assert (added.status_code, added["Location"]) == (303, f"/engagements/{new.public_id}/")
    assert new.client.name == "Novagen Therapeutics"


def test_pages_of_it(sign_in: SignIn, partner: User, novagen: Client) -> None:
    Engagement.objects.bulk_create(Engagement(client=novagen, name=f"Work {n:03}") for n in range(120))
    browser = sign_in(partner)
    assert names(browser.get(f"{LIST}?sort=name&page=3"))[0] == "Work 100"
    beyond = browser.get(f"{LIST}?sort=name&page=99")
    assert beyond.context["page"].work.number == 3
    assert "101 to 120 of 120" in beyond.content.decode()


def test_an_empty_list_says_what_to_do(sign_in: SignIn, partner: User, assistant: User) -> None:
    page = sign_in(partner).get(LIST).content.decode()
    assert "No engagements yet." in page
    assert 'href="/engagements/new/"' in page
    assert "They appear here once somebody adds or imports them." in sign_in(assistant).get(LIST).content.decode()
    assert "Nothing called “zzz”." in sign_in(partner).get(f"{LIST}?q=zzz").content.decode()
    assert "Nothing fits these filters." in sign_in(partner).get(f"{LIST}?q=zzz&state=open").content.decode()
