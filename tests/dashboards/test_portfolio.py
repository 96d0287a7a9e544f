"""The portfolio: its cells, dots and rows are the same clients, and everything on it narrows by the address."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards.portfolio_page import portfolio_page
from relationships.scoring.models import Health, HealthHistory
from relationships.scoring.portfolio import in_band, portfolio, round_down, thresholds
from tests.factories import ClientFactory, DeclaredTieFactory, UserFactory, WallFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def scored(number: int, grade: str, fees: float, *, people: int = 3, practices: int = 2, before: float = 0) -> Client:
    client = ClientFactory(name=f"Client {number:03}")
    score = {"A": 90.0, "B": 70.0, "C": 55.0, "D": 40.0, "E": 10.0, "": None}[grade]
    living = {"living_people": people, "living_colleagues": people, "living_practices": practices}
    Health.objects.create(
        client=client,
        score=score,
        grade=grade,
        as_of=DAY,
        policy_version=0,
        facts={"net": fees, "net_before": 0.0, **living},
    )
    if before:
        HealthHistory.objects.create(
            client=client, on=DAY - timedelta(days=9), score=before, grade="B", policy_version=0
        )
    return client


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("p@firm.example", None, name="Henrik Lindqvist", role="partner")


@pytest.fixture
def firm(db: None) -> list[Client]:
    made = [scored(number, "ABCDE"[number % 5], 1000.0 * (number + 1), people=number % 4) for number in range(40)]
    return [*made, scored(90, "A", 0.0), scored(91, "", 500.0), scored(92, "C", 800.0, before=78.0)]


def page(reader: User, query: str = ""):
    return portfolio_page(reader, QueryDict(query))


def test_cells_add_up_to_the_clients_and_their_fees(firm: list[Client], reader: User) -> None:
    found = page(reader)
    cells = [cell for _, line in found.heat for cell in line]
    assert sum(cell.clients for cell in cells) == len(firm) == found.rows.count
    assert sum(cell.fees for cell in cells) == found.total == Decimal(820_000 + 1_300)


def test_sums_and_order_unpack_no_document(firm: list[Client], reader: User) -> None:
    everybody = Health.objects.visible_to(reader)
    assert [row.net for row in everybody.order_by("pk")] == [row.facts["net"] for row in everybody.order_by("pk")]
    assert everybody.filter(living_people=3.0, living_practices=2.0).exists()
    Health.objects.filter(client=firm[0]).update(facts={})
    with CaptureQueriesContext(connection) as asked:
        assert page(reader).rows.count == len(firm) - 1
    assert [each["sql"] for each in asked if '"facts"' in each["sql"]] == []


def test_each_cell_opens_its_own_clients(firm: list[Client], reader: User) -> None:
    for _, line in page(reader).heat:
        for cell in line:
            inside = page(reader, cell.href.removeprefix("?").removesuffix("#clients"))
            assert inside.rows.count == cell.clients, cell
            assert sum(row.at.fees for row in inside.rows) == cell.fees
            assert [label for label, _ in inside.chips][-1] == cell.band


def test_bands_part_all_fees(firm: list[Client]) -> None:
    rows = portfolio(Client.objects.unscoped(reason="test"))
    cuts = thresholds(rows)
    assert cuts == sorted(cuts, reverse=True)
    assert (
        sum(rows.filter(in_band(band, cuts)).count() for band in ("largest", "large", "middle", "small", "none")) == 43
    )
    assert [round_down(amount) for amount in (0.4, 1, 1.9, 999, 15_000, 68_000)] == [0.4, 1, 1.5, 700, 15_000, 50_000]


def test_threads_and_coverage(firm: list[Client], reader: User) -> None:
    found = page(reader)
    assert (found.covered.clients, found.covered.covered, found.covered.threads) == (42, 12, 20)
    threads = page(reader, found.thread_address.removeprefix("?").removesuffix("#clients"))
    assert threads.rows.count == found.covered.threads
    assert all(min(row.at.people, row.at.colleagues) <= 1 for row in threads.rows)


def test_who_moved_within_the_week(firm: list[Client], reader: User) -> None:
    (moved,) = page(reader).movers
    assert (moved.client.name, moved.at.change) == ("Client 092", -23)


def test_dots_are_the_rows(firm: list[Client], reader: User) -> None:
    found = page(reader)
    assert len(found.dots) == 41
    assert {dot.title.split(":")[0] for dot in found.dots} == {c.name for c in firm} - {"Client 090", "Client 091"}
    assert max(found.dots, key=lambda dot: dot.x).title.startswith("Client 039")


def test_walled_clients_are_in_no_figure(firm: list[Client], reader: User) -> None:
    WallFactory(client=firm[39])
    found = page(reader)
    assert found.rows.count == 42
    assert found.total == Decimal(820_000 + 1_300 - 40_000)


def test_the_file_is_the_page(firm: list[Client], reader: User, client: Browser) -> None:
    client.force_login(reader)
    answer = client.get(reverse("export_portfolio") + "?grade=E")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["client"] for row in rows] == [row.client.name for row in page(reader, "grade=E").rows]
    assert {row["grade"] for row in rows} == {"E"}


def test_an_empty_firm_says_so(reader: User, client: Browser) -> None:
    client.force_login(reader)
    assert "No client fits here." in client.get(reverse("portfolio")).content.decode()


def test_a_thread_names_who_holds_it(reader: User) -> None:
    held, bare = scored(1, "B", 900.0, people=1), scored(2, "B", 800.0, people=0)
    leaving = UserFactory(name="Maya Okafor", left_on=date(2099, 12, 31))
    tie = DeclaredTieFactory(client=held, colleague=leaving)
    DeclaredTieFactory(client=held, colleague=UserFactory(name="Too weak"), strength=30)
    rows = page(reader, "show=threads").rows.rows
    assert [row.client for row in rows] == [held, bare]
    thread = rows[0].thread
    assert (thread.colleagues, thread.people, thread.leaves) == (["Maya Okafor"], [tie.person], date(2099, 12, 31))
    assert rows[1].thread is None
