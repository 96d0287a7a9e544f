"""The client list: what it shows to whom, in what order, and at what cost."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.interactions.models import Interaction
from relationships.scoring.models import Health
from tests.cast import SignIn
from tests.factories import (
    AliasFactory,
    ClientFactory,
    InteractionFactory,
    LedgerEntryFactory,
    OfficeFactory,
    UserFactory,
)

LIST = "/clients/"
NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture(autouse=True)
def today() -> Any:
    """Database clocks do not travel: only Python's day is fixed."""
    with time_machine.travel(NOW, tick=False):
        yield


def health(client: Client, score: float | None, grade: str) -> None:
    Health.objects.create(client=client, score=score, grade=grade, coverage=1, as_of=NOW.date(), policy_version=1)


def names(answer: Any) -> list[str]:
    return [row.client.name for row in answer.context["page"].rows]


def without_token(answer: Any) -> str:
    return re.sub(r'(name="(?:csrfmiddlewaretoken|once)" value=")[^"]+', r"\1", answer.content.decode())


@pytest.fixture
def three(partner: User, account_manager: User, novagen: Client) -> list[Client]:
    """Novagen (A, owned by Maya), Alderane (C, by Henrik), Zoë (no tier, nobody's, no health)."""
    alderane = ClientFactory(name="Alderane Capital", industry="Banking", tier="C", owner=partner)
    zoe = ClientFactory(name="Émile & Zoë")
    for client, score, grade in ((novagen, 91.0, "A"), (alderane, 41.5, "D")):
        health(client, score, grade)
    for client, year, amount in ((novagen, 2026, 500), (novagen, 2025, 400), (novagen, 2024, 3), (alderane, 2026, 900)):
        LedgerEntryFactory(client=client, booked_on=date(year, 3, 1), amount=Decimal(amount))
    for client, days in ((alderane, 3), (novagen, 40), (novagen, 80)):
        InteractionFactory(clients=[client], occurred_at=NOW - timedelta(days=days))
    return [novagen, alderane, zoe]


def test_a_row_tells_fees_years_health_and_rhythm(sign_in: SignIn, partner: User, three: list[Client]) -> None:
    rows = {row.client.name: row for row in sign_in(partner).get(LIST).context["page"].rows}
    row = rows["Novagen Therapeutics"]
    assert (row.fees, row.last_fees, row.years) == (Decimal("500.00"), Decimal("400.00"), 3)
    assert (row.health.grade, row.health.shown) == ("A", 91)
    assert row.rhythm.last == NOW - timedelta(days=40)
    assert row.late, "40 days without a word with a client of tier A"
    assert not rows["Alderane Capital"].late
    empty = rows["Émile & Zoë"]
    assert (empty.fees, empty.last_fees, empty.years, empty.health, empty.rhythm.last) == (None, None, 0, None, None)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", "AZN"),  # Émile stands with E, not behind Z
        ("-name", "NZA"),
        ("tier", "NAZ"),
        ("-tier", "ANZ"),
        ("-health", "NAZ"),
        ("health", "ANZ"),
        ("owner", "ANZ"),
        ("-owner", "NAZ"),
        ("-fees", "ANZ"),
        ("fees", "NAZ"),
        ("-last_fees", "NAZ"),
        ("-touch", "ANZ"),
        ("touch", "NAZ"),
    ],
)
def test_every_header_sorts_and_what_is_missing_comes_last(
    sign_in: SignIn, partner: User, three: list[Client], sort: str, order: str
) -> None:
    letters = {"Novagen Therapeutics": "N", "Alderane Capital": "A", "Émile & Zoë": "Z"}
    found = "".join(letters[name] for name in names(sign_in(partner).get(LIST, {"sort": sort})))
    assert found == order
    page = sign_in(partner).get(LIST, {"sort": sort}).content.decode()
    assert page.count("aria-sort=") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "nova"}, "N"),
        ({"q": "zoe emile"}, "Z"),
        ({"q": "known as"}, "A"),
        ({"grade": "A"}, "N"),
        ({"grade": ["A", "none"]}, "ZN"),
        ({"tier": "none"}, "Z"),
        ({"owner": "me"}, "A"),
        ({"owner": "none"}, "Z"),
        ({"owner": "zzzzzzzzzzzz"}, ""),
        ({"industry": "Banking"}, "A"),
        ({"q": "nova", "industry": "Banking"}, ""),
        ({"archived": "yes"}, ""),
    ],
)
def test_filters_narrow(sign_in: SignIn, partner: User, three: list[Client], query: dict[str, Any], found: str) -> None:
    AliasFactory(client=three[1], name="Also known as A")
    letters = {"Novagen Therapeutics": "N", "Alderane Capital": "A", "Émile & Zoë": "Z"}
    assert "".join(letters[name] for name in names(sign_in(partner).get(LIST, query))) == found


def test_the_office_is_the_owners(sign_in: SignIn, partner: User, three: list[Client]) -> None:
    madrid = OfficeFactory(name="Madrid")
    owned = ClientFactory(name="Iberia", owner=UserFactory(office=madrid))
    answer = sign_in(partner).get(LIST, {"office": madrid.public_id})
    assert names(answer) == [owned.name]
    assert "Madrid" in dict(answer.context["page"].chips)


def test_a_fiscal_year_that_starts_in_october(sign_in: SignIn, partner: User, novagen: Client) -> None:
    Firm.objects.create(fiscal_start_month=10)
    LedgerEntryFactory(client=novagen, booked_on=date(2026, 10, 1), amount=Decimal(7))
    LedgerEntryFactory(client=novagen, booked_on=date(2026, 9, 30), amount=Decimal(5))
    answer = sign_in(partner).get(LIST, {"sort": "-fees"})
    row = answer.context["page"].rows[0]
    assert (row.fees, row.last_fees) == (Decimal("7.00"), Decimal("5.00"))
    assert "Fees FY2027" in answer.content.decode()


def test_fifty_a_page_with_count_and_page_in_the_title(sign_in: SignIn, partner: User) -> None:
    Client.objects.bulk_create(Client(name=f"Client {number:03}") for number in range(101))
    browser = sign_in(partner)
    answer = browser.get(LIST, {"page": 3})
    page = answer.content.decode()
    assert names(answer) == ["Client 100"]
    assert "<title>Clients, page 3 of 3 (101 clients) · Perennial</title>" in page
    assert "101 to 101 of 101 clients" in page
    assert names(browser.get(LIST, {"page": 77})) == ["Client 100"], "beyond the end is the end"


def test_a_list_without_rows_says_what_to_do(sign_in: SignIn, partner: User, assistant: User) -> None:
    assert "No clients yet." in (page := sign_in(partner).get(LIST).content.decode())
    assert reverse("add_client") in page
    assert reverse("add_client") not in sign_in(assistant).get(LIST).content.decode()


def test_no_match_offers_what_was_meant_and_to_clear_each_filter(
    sign_in: SignIn, partner: User, three: list[Client]
) -> None:
    browser = sign_in(partner)
    page = browser.get(LIST, {"q": "novagne"}).content.decode()
    assert "Nothing called “novagne”." in page
    assert reverse("client_detail", args=[three[0].public_id]) in page
    page = browser.get(LIST, {"grade": "E", "industry": "Mining"}).content.decode()
    assert "No client fits these filters." in page
    assert 'href="?industry=Mining"' in page
    assert 'href="?grade=E"' in page
    assert "Clear all" in page


def test_text_that_cannot_be_searched_is_refused_with_a_reason(sign_in: SignIn, partner: User) -> None:
    answer = sign_in(partner).get(LIST, {"q": "a\x00b"})
    assert answer.status_code == 400
    assert "This text holds a NUL character." in answer.content.decode()


def test_htmx_gets_the_table_its_title_and_the_address_to_show(
    sign_in: SignIn, partner: User, three: list[Client]
) -> None:
    answer = sign_in(partner).get(LIST, {"q": "nova", "owner": "", "page": "1"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer["HX-Push-Url"] == "/clients/?q=nova"
    assert "<html" not in page
    assert "<title>Clients (1 client) · Perennial</title>" in page
    assert 'data-announce="1 client"' in page


@pytest.mark.parametrize("role", ["assistant", "alumni_admin"])
def test_some_roles_see_no_fees(
    request: pytest.FixtureRequest, sign_in: SignIn, three: list[Client], role: str
) -> None:
    answer = sign_in(request.getfixturevalue(role)).get(LIST, {"sort": "-fees"})
    assert answer.context["page"].filters.sort == "name"
    assert {row.fees for row in answer.context["page"].rows} == {None}
    assert "€" not in answer.content.decode()


def test_alumni_administrators_see_no_health(sign_in: SignIn, alumni_admin: User, three: list[Client]) -> None:
    answer = sign_in(alumni_admin).get(LIST, {"grade": "D"})
    assert len(names(answer)) == 3
    assert "Health" not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=marrow",
        "q=mar",
        "q=pike+diagnostics",
        "sort=-fees",
        "sort=-touch",
        "industry=Diagnostics",
        "archived=yes",
    ],
)
def test_outside_a_wall_the_list_is_the_same_without_the_client(
    sign_in: SignIn, outsider: User, three: list[Client], walled_client: Client, query: str
) -> None:
    """Two worlds: with the walled client and all its data, and without."""
    walled_client.industry = "Diagnostics"
    walled_client.save(update_fields=["industry"])
    LedgerEntryFactory(client=walled_client, amount=Decimal(999))
    AliasFactory(client=walled_client, name="Pike Labs")
    InteractionFactory(clients=[walled_client, three[0]], occurred_at=NOW - timedelta(days=1))
    browser = sign_in(outsider)
    with_it = without_token(browser.get(f"{LIST}?{query}"))
    Interaction.objects.filter(touch_clients__client=walled_client).delete()
    walled_client.delete()
    assert with_it == without_token(browser.get(f"{LIST}?{query}"))
    assert "Marrow" not in with_it


def test_a_touch_with_a_walled_client_is_no_last_touch(
    sign_in: SignIn, partner: User, outsider: User, novagen: Client, walled_client: Client
) -> None:
    InteractionFactory(clients=[novagen, walled_client], occurred_at=NOW - timedelta(days=1))
    InteractionFactory(clients=[novagen], occurred_at=NOW - timedelta(days=9))
    last = {
        user: {row.client.id: row.rhythm.last for row in sign_in(user).get(LIST).context["page"].rows}[novagen.pk]
        for user in (partner, outsider)
    }
    assert last == {partner: NOW - timedelta(days=1), outsider: NOW - timedelta(days=9)}


@pytest.mark.parametrize("query", ["", "q=client", "sort=-touch", "sort=-fees"])
def test_thirty_rows_cost_as_many_statements_as_one(sign_in: SignIn, partner: User, query: str) -> None:
    def make(count: int) -> None:
        for _ in range(count):
            client = ClientFactory(owner=UserFactory(), industry="Banking")
            health(client, 50.0, "C")
            LedgerEntryFactory(client=client)
            InteractionFactory(clients=[client], occurred_at=NOW - timedelta(days=5))

    browser, counts = sign_in(partner), []
    for more in (1, 29):
        make(more)
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"{LIST}?{query}")
        counts.append(len(asked))
    assert len(answer.context["page"].rows) == 30
    assert counts[0] == counts[1] <= 12


def test_strangers_are_asked_to_sign_in(stranger: Any) -> None:
    answer = stranger.get(LIST)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/clients/")
