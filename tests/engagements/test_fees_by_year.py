"""Net fees by fiscal year, and how many years in a row there were some."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.fees import last_years, years_running
from relationships.engagements.queries import fees_by_engagement, fees_by_year, find_engagements, work_for
from tests.factories import ClientFactory, EngagementFactory, LedgerEntryFactory


def book(client: Client, day: str, amount: str, kind: str = "fee", **more: object) -> None:
    LedgerEntryFactory(client=client, booked_on=date.fromisoformat(day), amount=Decimal(amount), kind=kind, **more)


def test_fees_credits_and_write_offs_count_tax_and_disbursements_do_not(partner: User, novagen: Client) -> None:
    book(novagen, "2025-03-01", "100.10")
    book(novagen, "2025-04-01", "-30.05", "credit")
    book(novagen, "2025-05-01", "-10.00", "write_off")
    book(novagen, "2025-06-01", "19.00", "tax")
    book(novagen, "2025-06-02", "7.00", "disbursement")
    assert fees_by_year(partner, [novagen.pk], start_month=1) == {novagen.pk: {2025: Decimal("60.05")}}


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends(partner: User, novagen: Client) -> None:
    book(novagen, "2015-09-30", "1")
    book(novagen, "2015-10-01", "2")
    book(novagen, "2016-09-30", "4")
    book(novagen, "2016-10-01", "8")
    expected = {2015: Decimal("1.00"), 2016: Decimal("6.00"), 2017: Decimal("8.00")}
    assert fees_by_year(partner, [novagen.pk], start_month=10) == {novagen.pk: expected}


def test_no_entry_is_absent_not_zero(partner: User, novagen: Client) -> None:
    assert fees_by_year(partner, [novagen.pk], start_month=1) == {}


def test_fees_behind_a_wall_are_not_read(outsider: User, partner: User, walled_client: Client) -> None:
    book(walled_client, "2025-03-01", "100")
    assert fees_by_year(outsider, [walled_client.pk], start_month=1) == {}
    assert fees_by_year(partner, [walled_client.pk], start_month=1) == {walled_client.pk: {2025: Decimal("100.00")}}


def test_years_in_a_row() -> None:
    fees = {year: Decimal(1) for year in (2019, 2021, 2022, 2023)}
    assert years_running(fees, 2023) == 3
    assert years_running(fees, 2024) == 3, "a year that has only begun breaks no row"
    assert years_running(fees, 2025) == 0
    assert years_running({**fees, 2022: Decimal(-5)}, 2023) == 1
    assert years_running({}, 2023) == 0


def test_columns_begin_with_the_first_year_and_fill_gaps() -> None:
    fees = {2021: Decimal(5), 2023: Decimal(7)}
    assert last_years(fees, 2024, 8) == [(2021, 5), (2022, 0), (2023, 7), (2024, 0)]
    assert last_years(fees, 2024, 2) == [(2023, 7), (2024, 0)]
    assert last_years({}, 2024, 8) == []


def test_work_comes_open_first_with_its_own_fees(partner: User, novagen: Client) -> None:
    closed = EngagementFactory(client=novagen, name="Old", opened_on=date(2024, 1, 1), closed_on=date(2024, 6, 1))
    open_one = EngagementFactory(client=novagen, name="New", opened_on=date(2025, 1, 1))
    book(novagen, "2025-03-01", "40", engagement=open_one)
    book(novagen, "2025-03-02", "2")
    book(novagen, "2025-03-02", "7", engagement=closed)
    fees = fees_by_engagement(partner, novagen, [open_one.pk], start_month=1)
    assert work_for(partner, novagen, most=5) == ([open_one, closed], 2)
    assert work_for(partner, novagen, most=1) == ([open_one], 2)
    assert fees == {open_one.pk: {2025: Decimal("40.00")}, None: {2025: Decimal("49.00")}}
    assert fees[None] == fees_by_year(partner, [novagen.pk], start_month=1)[novagen.pk]


def test_work_is_found_by_its_words_without_accents(partner: User, outsider: User, walled_client: Client) -> None:
    found = EngagementFactory(name="Prüfung der Verträge 2026", client=ClientFactory())
    EngagementFactory(name="Prüfung der Bücher", client=walled_client)
    assert find_engagements(partner, "vertrage prufung", most=5) == [found]
    assert find_engagements(outsider, "prufung", most=5) == [found]
