"""The client page: its tabs, its figures, and what each role may see of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.network.actions import rebuild_ties
from tests.cast import SignIn
from tests.factories import (
    AliasFactory,
    ClientFactory,
    ContactPointFactory,
    EngagementFactory,
    GroupEdgeFactory,
    InteractionFactory,
    LedgerEntryFactory,
    PersonFactory,
    PositionFactory,
    TeamMemberFactory,
    UserFactory,
)
from tests.network.touching import TouchSpec, make_touches

TABS = ("client_detail", "client_people", "client_work", "client_record")
THIS_YEAR = timezone.localdate().year


def tab(name: str, client: Client) -> str:
    return reverse(name, args=[client.public_id])


def meet(colleague: User, person: Person, client: Client, times: int = 1) -> None:
    """So many meetings, one a week up to today, and the ties that follow from them."""
    days = [timezone.localdate() - timedelta(weeks=week) for week in range(times)]
    specs = [TouchSpec(day, clients=[client], people=[person], colleagues=[colleague]) for day in days]
    make_touches(specs)
    rebuild_ties(client_ids=[client.pk])


@pytest.mark.parametrize("name", TABS)
def test_a_walled_client_and_one_that_never_was_look_the_same(
    sign_in: SignIn, outsider: User, walled_client: Client, name: str
) -> None:
    browser = sign_in(outsider)
    walled, never = (browser.get(reverse(name, args=[key])) for key in (walled_client.public_id, "000000000000"))
    assert (walled.status_code, walled.content) == (never.status_code, never.content) == (404, walled.content)


@pytest.mark.parametrize("name", TABS)
def test_every_tab_opens_on_an_empty_and_on_a_full_client(
    sign_in: SignIn, partner: User, novagen: Client, name: str
) -> None:
    browser = sign_in(partner)
    assert browser.get(tab(name, ClientFactory(name="Nothing known"))).status_code == 200
    page = browser.get(tab(name, novagen)).content.decode()
    assert "<h1>Novagen Therapeutics</h1>" in page
    assert page.count('aria-current="page"') >= 2, "the place in the frame and the tab"


def test_fees_by_year_are_those_of_the_ledger(sign_in: SignIn, partner: User, novagen: Client) -> None:
    for year, amount, kind in (
        (THIS_YEAR, "1000.55", "fee"),
        (THIS_YEAR, "-0.30", "credit"),
        (THIS_YEAR - 1, "400", "fee"),
    ):
        LedgerEntryFactory(client=novagen, booked_on=date(year, 1, 1), amount=Decimal(amount), kind=kind)
    fees = sign_in(partner).get(tab("client_detail", novagen)).context["page"].fees
    assert fees.columns == [(THIS_YEAR - 1, Decimal("400.00")), (THIS_YEAR, Decimal("1000.25"))]
    assert (fees.now, fees.before, fees.running_words) == (Decimal("1000.25"), Decimal("400.00"), "Two years running")
    work = sign_in(partner).get(tab("client_work", novagen), {"year": THIS_YEAR}).context["page"]
    assert work.net == fees.now
    assert sum(entry.base_amount for entry in work.entries) == fees.now


@pytest.mark.parametrize("name", ["client_detail", "client_work"])
def test_roles_without_fees_see_work_but_no_amount(
    sign_in: SignIn, assistant: User, novagen: Client, name: str
) -> None:
    engagement = EngagementFactory(client=novagen, name="Phase 3 contracts")
    LedgerEntryFactory(client=novagen, engagement=engagement, amount=Decimal("123456.00"), document="INV-77")
    page = sign_in(assistant).get(tab(name, novagen)).content.decode()
    assert "Phase 3 contracts" in page
    assert not {text for text in ("€", "123", "INV-77", "fees") if text in page.lower()}


def test_entries_come_in_pages_newest_first_and_by_fiscal_year(sign_in: SignIn, partner: User, novagen: Client) -> None:
    for number in range(51):
        LedgerEntryFactory(client=novagen, booked_on=date(2025, 1, 1) + timedelta(days=number), document=f"D{number}")
    LedgerEntryFactory(client=novagen, booked_on=date(2024, 12, 31), document="Last year's")
    browser = sign_in(partner)
    page = browser.get(tab("client_work", novagen)).context["page"]
    assert (page.entries.count, page.entries.last, page.entries.rows[0].document) == (52, 2, "D50")
    second = browser.get(tab("client_work", novagen), {"page": 2}).context["page"]
    assert [entry.document for entry in second.entries] == ["D0", "Last year's"]
    older = browser.get(tab("client_work", novagen), {"year": 2024}).context["page"]
    assert [entry.document for entry in older.entries] == ["Last year's"]
    assert browser.get(tab("client_work", novagen), {"year": "9999"}).status_code == 200


def test_the_rhythm_leaves_out_undone_future_and_walled_touches(
    sign_in: SignIn, outsider: User, novagen: Client, walled_client: Client
) -> None:
    now = timezone.now()
    InteractionFactory(clients=[novagen], occurred_at=now - timedelta(days=5))
    InteractionFactory(clients=[novagen], occurred_at=now - timedelta(days=1), archived_at=now)
    InteractionFactory(clients=[novagen, walled_client], occurred_at=now - timedelta(days=2))
    InteractionFactory(clients=[novagen], occurred_at=now + timedelta(days=2))
    InteractionFactory(clients=[novagen], occurred_at=now - timedelta(days=3), confidential=True)
    rhythm = sign_in(outsider).get(tab("client_detail", novagen)).context["page"].rhythm
    assert list(rhythm.touches) == [now - timedelta(days=5)]


def test_who_knows_whom_shows_the_strongest_tie_that_the_reader_may_know_of(
    sign_in: SignIn, partner: User, outsider: User, novagen: Client, walled_client: Client
) -> None:
    ana, ben = PersonFactory(name="Ana Ruiz"), PersonFactory(name="Ben Ode")
    for person in (ana, ben):
        PositionFactory(person=person, client=novagen)
    meet(partner, ana, novagen, 1)
    meet(partner, ana, walled_client, 12)

    def grid(user: User) -> dict[str, list[float | None]]:
        knows = sign_in(user).get(tab("client_detail", novagen)).context["page"].knows
        return {person.position.person.name: person.cells for person in knows.people}

    inside, outside = grid(partner), grid(outsider)
    assert inside["Ana Ruiz"] > outside["Ana Ruiz"]
    assert len(outside["Ana Ruiz"]) == 1
    assert inside["Ben Ode"] == outside["Ben Ode"] == [None]


def test_people_are_shown_with_the_ways_to_reach_them(sign_in: SignIn, partner: User, novagen: Client) -> None:
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    ContactPointFactory(person=ana, value="ana@novagen.example", is_primary=True)
    ContactPointFactory(person=ana, value="gone@novagen.example", archived_at=timezone.now())
    PositionFactory(person=PersonFactory(name="Left Long"), client=novagen, ended_on=date(2020, 1, 1))
    browser = sign_in(partner)
    now = browser.get(tab("client_people", novagen)).content.decode()
    assert "ana@novagen.example" in now
    assert "gone@novagen.example" not in now
    assert "Left Long" not in now
    assert "Left Long" in browser.get(tab("client_people", novagen), {"who": "former"}).content.decode()


def test_the_record_shows_groups_with_visible_ends_only(
    sign_in: SignIn, outsider: User, partner: User, novagen: Client, walled_client: Client
) -> None:
    GroupEdgeFactory(client=novagen, parent=ClientFactory(name="Old Holding"), ends_on=date(2024, 1, 1))
    GroupEdgeFactory(client=novagen, parent=walled_client, starts_on=date(2024, 1, 1))
    GroupEdgeFactory(client=ClientFactory(name="Daughter"), parent=novagen)
    outside = sign_in(outsider).get(tab("client_record", novagen)).content.decode()
    inside = sign_in(partner).get(tab("client_record", novagen)).content.decode()
    assert "Old Holding" in outside
    assert "until Mon 1 Jan 2024" in outside
    assert "Daughter" in outside
    assert "Marrow" not in outside
    assert "Marrow" in inside


def test_an_archived_client_says_so_and_can_be_brought_back(sign_in: SignIn, partner: User, auditor: User) -> None:
    client = ClientFactory(archived_at=timezone.now())
    back = reverse("restore_client", args=[client.public_id])
    page = sign_in(partner).get(tab("client_detail", client)).content.decode()
    assert "Archived" in page
    assert f'action="{back}"' in page
    assert reverse("edit_client", args=[client.public_id]) not in page
    assert back not in sign_in(auditor).get(tab("client_detail", client)).content.decode()


@pytest.mark.parametrize("name", TABS)
def test_a_full_page_costs_as_many_statements_as_a_small_one(
    sign_in: SignIn, partner: User, novagen: Client, name: str
) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            position = PositionFactory(client=novagen)
            ContactPointFactory(person=position.person)
            meet(UserFactory(), position.person, novagen)
            TeamMemberFactory(client=novagen, colleague=UserFactory())
            AliasFactory(client=novagen)
            GroupEdgeFactory(client=ClientFactory(), parent=novagen)
            LedgerEntryFactory(client=novagen, engagement=EngagementFactory(client=novagen, partner=UserFactory()))
            InteractionFactory(clients=[novagen])

    browser, counts = sign_in(partner), []
    for more in (1, 29):
        fill(more)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(tab(name, novagen)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_names_are_text_wherever_they_stand(sign_in: SignIn, partner: User) -> None:
    nasty = '"><img src=x onerror=alert(1)>{{7*7}}'
    client = ClientFactory(name=nasty, industry=nasty, owner=UserFactory(name=nasty))
    PositionFactory(client=client, person=PersonFactory(name=nasty), title=nasty)
    AliasFactory(client=client, name=nasty)
    EngagementFactory(client=client, name=nasty)
    browser = sign_in(partner)
    for address in (*(tab(name, client) for name in TABS), "/clients/", "/people/", "/find/?q=onerror"):
        page = browser.get(address).content.decode()
        assert "<img" not in page
        assert "{{7*7}}" in page
