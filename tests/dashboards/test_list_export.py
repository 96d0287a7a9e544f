"""Lists as files: exactly what the page shows, all of it, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from tests.cast import SignIn
from tests.factories import ClientFactory, ContactPointFactory, LedgerEntryFactory, PersonFactory, PositionFactory

CLIENTS, PEOPLE = "/clients/export.csv", "/people/export.csv"


def rows(browser: Browser, address: str) -> list[list[str]]:
    answer: Any = browser.get(address)
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


@pytest.fixture
def three(novagen: Client) -> list[Client]:
    """Novagen with fees of this year; two more."""
    LedgerEntryFactory(client=novagen, booked_on=date.today(), amount=Decimal("1234.50"))
    return [novagen, ClientFactory(name="Alderane", tier="C"), ClientFactory(name="Émile", tier="C")]


def test_the_file_is_the_list_as_filtered_sorted_and_with_its_columns(
    sign_in: SignIn, partner: User, three: list[Client]
) -> None:
    browser = sign_in(partner)
    found = rows(browser, f"{CLIENTS}?sort=-name&column=tier&column=owner")
    assert found == [
        ["Client", "Tier", "Looked after by"],
        ["Novagen Therapeutics", "A", "Maya Okafor"],
        ["Émile", "C", ""],
        ["Alderane", "C", ""],
    ]
    assert [row[0] for row in rows(browser, f"{CLIENTS}?tier=C")] == ["Client", "Alderane", "Émile"]


def test_the_usual_columns_with_plain_numbers(sign_in: SignIn, partner: User, three: list[Client]) -> None:
    found = rows(sign_in(partner), f"{CLIENTS}?q=nova")
    year = date.today().year
    assert found[0] == [
        "Client", "Tier", "Health", f"Fees {year}", f"Fees {year - 1}", "Last touch", "Looked after by", "Grade",
    ]  # fmt: skip
    assert found[1][3:5] == ["1234.50", ""]


@pytest.mark.parametrize("role", ["assistant", "alumni_admin"])
def test_no_fees_for_those_who_see_none(
    request: pytest.FixtureRequest, sign_in: SignIn, three: list[Client], role: str
) -> None:
    browser = sign_in(request.getfixturevalue(role))
    for query in ("", "?column=fees&column=last_fees&column=years&column=tier", "?sort=-fees"):
        text = browser.get(CLIENTS + query).getvalue().decode()
        assert "Fees" not in text
        assert "1234" not in text


def test_a_walled_client_is_in_no_file(
    sign_in: SignIn, partner: User, outsider: User, three: list[Client], walled_client: Client
) -> None:
    assert "Marrow" in str(rows(sign_in(partner), CLIENTS))
    for query in ("", "?q=marrow", f"?pick={walled_client.public_id}"):
        assert "Marrow" not in str(rows(sign_in(outsider), CLIENTS + query))


def test_what_was_ticked_alone_in_the_order_of_the_list(sign_in: SignIn, partner: User, three: list[Client]) -> None:
    browser = sign_in(partner)
    picks = "&".join(f"pick={each.public_id}" for each in (three[2], three[0]))
    answer = browser.get(f"/clients/several/?act=export&list=sort%3D-name%26column%3Dtier&{picks}")
    assert answer.status_code == 302
    assert rows(browser, answer["Location"]) == [["Client", "Tier"], ["Novagen Therapeutics", "A"], ["Émile", "C"]]
    whole = browser.get("/clients/several/?act=export&all=yes&list=tier%3DC", headers={"HX-Request": "true"})
    assert whole["HX-Redirect"] == f"{CLIENTS}?tier=C"


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+41 call", '"=cmd"', "\u00a0=x"])
def test_names_are_no_formulas(sign_in: SignIn, partner: User, name: str) -> None:
    Client.objects.create(name=name)
    Person.objects.create(name=name)
    for address in (CLIENTS, PEOPLE):
        assert rows(sign_in(partner), address)[1][0] == f"'{name}"


def test_no_silent_limit(sign_in: SignIn, partner: User) -> None:
    Client.objects.bulk_create(Client(name=f"Client {n:05}") for n in range(1201))
    found = rows(sign_in(partner), CLIENTS)
    assert len(found) == 1202
    assert [row[0] for row in found[1:]] == sorted(row[0] for row in found[1:])


def test_people_with_where_they_are_and_how_to_reach_them(sign_in: SignIn, partner: User, novagen: Client) -> None:
    ana = PositionFactory(
        person=PersonFactory(name="Ana Ruiz"), client=novagen, title="CFO", buying_role="finance"
    ).person
    ContactPointFactory(person=ana, value="ana@novagen.example")
    found = rows(sign_in(partner), f"{PEOPLE}?column=positions&column=reach&column=role")
    assert found == [
        ["Person", "Works at", "Reach them", "Part in buying"],
        ["Ana Ruiz", "CFO, Novagen Therapeutics", "ana@novagen.example", "Pays"],
    ]


@pytest.mark.parametrize(
    "query", ["q=%00", "q=a%00b", "column=drop&sort=drop&tier=Z&pick=%00", f"q={'x' * 500}", "pick="]
)
def test_odd_addresses_are_answered(sign_in: SignIn, partner: User, novagen: Client, query: str) -> None:
    for address in (CLIENTS, PEOPLE):
        found = rows(sign_in(partner), f"{address}?{query}")
        assert found[0][0] in ("Client", "Person")
        assert len(found) == 1 or "q=" not in query, "a search that cannot be done finds nothing"
