"""The repeat-business pages on the definitions' ledger: what they say, where they lead, what they refuse."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import Office, Practice, User
from accounts.policy import CAPABILITIES, Capability, Role
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.scoring.models import RepeatMark, RepeatPolicy
from relationships.scoring.repeat_refresh import refresh
from tests.cast import SignIn
from tests.factories import WallFactory
from tests.scoring.ledger import Edge, Entry, load, share
from tests.scoring.test_repeat_definitions import definitions_ledger

pytestmark = pytest.mark.django_db
ALL_PAGES = [
    "/repeat/",
    "/repeat/rule/",
    "/repeat/bridge/lost/",
    "/repeat/by/practice/",
    "/repeat/by/practice/none/",
    "/repeat/entries/",
    "/repeat/export.csv",
]


@pytest.fixture
def ledger(db) -> None:
    load(definitions_ledger())


@pytest.fixture
def visit(sign_in: SignIn, partner: User):
    return sign_in(partner)


def text(answer) -> str:
    """What a reader reads: no markup, single blanks."""
    page = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(page.replace("\u00a0", " ").split())


def read_csv(answer) -> list[dict[str, str]]:
    written = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline="")))


@pytest.mark.usefixtures("ledger")
def test_the_dashboard_says_the_share_and_what_must_stand_beside_it(visit):
    page = text(visit.get("/repeat/?period=2024"))
    for said in (
        "40.9 %",
        "Below the goal",
        "44.1 points under 85 %",
        "From existing €800k",
        "From new €1.08m",
        "Back too late to count €80k",
        "Net revenue retention last year’s clients, now and then: €710k of €720k 98.6 %",
        "Gross revenue retention the same without what grew: €460k of €720k 63.9 %",
        "Clients kept 4 of 5 80.0 %",
        "New clients never before: €1.08m 3",
        "Largest client the ten largest: 100.0 % 46.0 %",
        "Effective clients as many equal ones would weigh the same 3.8",
        "Without clients who came back the share is 36.3 %",
        "Sums over the clients you may see.",
        "House rule, version 1",
    ):
        assert said in page, said


@pytest.mark.usefixtures("ledger")
def test_each_bar_opens_its_clients_and_they_add_up(visit):
    page = visit.get("/repeat/?period=2024").content.decode()
    links = re.findall(r'href="(/repeat/bridge/(\w+)/\?period=2024)"', page)
    sums = {bar: visit.get(unescape(address)).context["page"].headline for address, bar in links}
    assert sums == {
        "previous": 720_000,
        "lost": -140_000,
        "shrunk": -120_000,
        "grown": 250_000,
        "reactivated": 170_000,
        "new": 1_075_000,
        "current": 1_955_000,
    }


@pytest.mark.usefixtures("ledger")
def test_three_clicks_lead_from_the_page_to_the_invoices_of_the_largest_lost_client(visit):
    page = visit.get("/repeat/?period=2024")
    bar = next(each for each in page.context["page"].bars if each.key == "lost")
    clients = visit.get(bar.href)
    (address,) = re.findall(r'href="(/repeat/clients/[^"]+)"', clients.content.decode())
    client = visit.get(unescape(address))
    address = re.search(r'href="(/repeat/entries/[^"]+)"', client.content.decode())[1]
    entries = visit.get(unescape(address))
    assert [line.entry.external_id for line in entries.context["page"].found] == ["L08"]
    assert entries.context["page"].sums.change == bar.amount == Decimal(-140_000)
    assert "INV" not in text(entries) or "−€140,000.00" in text(entries)


@pytest.mark.usefixtures("ledger")
def test_the_existing_clients_behind_the_share(visit):
    page = visit.get("/repeat/bridge/current/?period=2024&existing=yes").context["page"]
    assert page.headline == 800_000
    assert [row.name for row in page.found] == ["Acme", "Gale", "Birch", "Fig", "Dune"]


@pytest.mark.usefixtures("ledger")
def test_a_joint_account_tells_for_whom_it_counts_and_not_past_a_wall(visit, partner):
    share("Gale", {"Acme": Decimal("0.25"), "Fig": Decimal("0.75")}, date(2023, 1, 1))
    gale, acme = Client.objects.get(name="Gale"), Client.objects.get(name="Acme")
    page = text(visit.get(f"/repeat/clients/{gale.public_id}/?period=2024"))
    assert re.search(r"A joint account from \S*\s?1 Jan 2023 ?: .* counts for Acme \(25 %\) ?, Fig \(75 %\) ?\.", page)
    assert "Counted for those who share it." in page
    assert "A joint account" not in text(visit.get(f"/repeat/clients/{gale.public_id}/?period=2021"))
    WallFactory(client=acme)
    hidden = text(visit.get(f"/repeat/clients/{gale.public_id}/?period=2024"))
    assert "A joint account" not in hidden
    assert "Acme" not in hidden


@pytest.mark.usefixtures("ledger")
def test_entries_are_shown_of_one_engagement_or_year(visit):
    acme, work = Client.objects.get(name="Acme"), Engagement.objects.get(name="A4")
    page = visit.get(f"/repeat/entries/?period=2024&client={acme.public_id}&show=before").context["page"]
    assert [line.entry.external_id for line in page.found] == ["L03"]
    page = visit.get(f"/repeat/entries/?period=2024&engagement={work.public_id}").context["page"]
    assert [line.entry.external_id for line in page.found] == ["L11"]
    assert visit.get("/repeat/entries/?period=2024&engagement=none").context["page"].sums.count == 0


def many_partners() -> list[Entry]:
    """Three practices: one with enough to judge, one with few clients, entries that name none."""
    return [
        Entry(
            f"{number}-{year}",
            f"Client {number}",
            date(year, 3, 1 + number),
            Decimal(30_000),
            practice="Tax" if number < 6 else "Disputes" if number == 6 else "",
            office="Basel",
            partner="Ada Moss",
        )
        for number in range(8)
        for year in (2022, 2023, 2024)
    ]


def test_too_little_is_not_judged(visit):
    load(many_partners())
    page = text(visit.get("/repeat/?period=2024"))
    assert "Tax 100.0 %" in page
    assert "Disputes too few to judge" in page
    assert "No practice named too few to judge" in page
    disputes = Practice.objects.get(name="Disputes")
    assert "Too few to judge 1 client with fees" in text(
        visit.get(f"/repeat/?period=2024&practice={disputes.public_id}")
    )


def test_a_scope_stays_in_the_address_all_the_way_down(visit):
    load(many_partners())
    tax = Practice.objects.get(name="Tax")
    page = visit.get(f"/repeat/?period=2024&practice={tax.public_id}")
    assert page.context["page"].now.total == 180_000
    clients = visit.get(f"/repeat/by/practice/{tax.public_id}/?period=2024")
    assert clients.context["page"].headline == 180_000
    links = re.findall(r'href="(/repeat/clients/[^"]+)"', clients.content.decode())
    assert len(links) == 6
    assert all(f"period=2024&amp;practice={tax.public_id}" in link for link in links)
    client = visit.get(unescape(links[0])).context["page"]
    assert (client.sums.previous, client.sums.current) == (30_000, 30_000)
    basel = Office.objects.get(name="Basel")
    both = visit.get(f"/repeat/by/office/{basel.public_id}/?period=2024&practice=none").context["page"]
    assert [row.name for row in both.found] == ["Client 7"]


def test_a_broken_down_share_keeps_period_and_segment(visit):
    load(many_partners())
    page = visit.get("/repeat/?period=2024&by=office").content.decode()
    assert 'href="?period=2023&amp;by=office"' in page
    by_partner = visit.get("/repeat/by/partner/?period=2024")
    assert [line.name for line in by_partner.context["page"].segments] == ["Ada Moss"]


def test_lists_have_numbered_pages_and_sum_all_of_them(visit, django_assert_num_queries):
    entries = [Entry(str(n), f"Client {n:03}", date(2024, 1, 1 + n % 28), Decimal(100 + n)) for n in range(120)]
    load(entries)
    last = visit.get("/repeat/bridge/new/?period=2024&page=3").context["page"]
    assert (last.found.number, last.found.last, len(last.found)) == (3, 3, 20)
    assert last.headline == sum(entry.amount for entry in entries)
    beyond = visit.get("/repeat/entries/?period=2024&page=99").context["page"]
    assert (beyond.found.number, len(beyond.found)) == (3, 20)
    assert beyond.sums.current == last.headline


@pytest.mark.parametrize(
    "path", ["/repeat/bridge/new/?period=2024", "/repeat/entries/?period=2024", "/repeat/?period=2024"]
)
def test_one_row_costs_as_many_queries_as_thirty(visit, path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (1, 30):
        LedgerEntry.objects.all().delete()
        Client.objects.all().delete()
        Practice.objects.filter(name__startswith="P").delete()
        load([Entry(str(n), f"C{n}", date(2024, 1, 1), Decimal(5), practice=f"P{n}") for n in range(size)])
        with CaptureQueriesContext(connection) as asked:
            assert visit.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_without_entries_the_page_says_what_to_bring(visit):
    page = text(visit.get("/repeat/"))
    assert "No invoices yet." in page
    assert " 0.0 %" not in page


def test_one_year_of_entries_is_not_enough_history(visit):
    load([Entry("1", "Ash", date(2024, 3, 1), Decimal(100))])
    page = text(visit.get("/repeat/?period=2024"))
    assert "Not enough history" in page
    assert "Two years of invoices are needed to see what comes back." in page
    assert " 0.0 %" not in page


def test_a_ledger_that_begins_late_is_said_to_make_the_share_too_low(visit):
    load([Entry(str(y), "Ash", date(y, 3, 1), Decimal(100)) for y in (2023, 2024)])
    assert "The ledger begins on 1 Mar 2023" in text(visit.get("/repeat/?period=2024"))


def test_the_line_ends_with_the_period_and_every_year_of_the_ledger_is_offered(visit):
    load([Entry(str(y), "Ash", date(y, 3, 1), Decimal(100)) for y in range(2001, 2009)])
    answer = visit.get("/repeat/?period=2006")
    page = text(answer)
    assert "Q4 ’06 100.0 %" in page
    assert "Q1 ’07" not in page
    assert 'href="?period=2001"' in answer.content.decode()


def test_a_share_that_rose_on_falling_new_business_is_called_out(visit):
    load(
        [
            Entry("1", "Ash", date(2021, 1, 1), Decimal(100)),
            Entry("2", "Ash", date(2023, 3, 1), Decimal(100)),
            Entry("3", "Birch", date(2023, 3, 1), Decimal(100)),
            Entry("4", "Ash", date(2024, 3, 1), Decimal(90)),
        ]
    )
    assert "rose to 100.0 % only because new business fell" in text(visit.get("/repeat/?period=2024"))


def test_the_rule_names_its_version_author_and_reason(visit, partner):
    RepeatPolicy.objects.create(
        name="Board rule", version=7, lookback_months=None, reason="The board asked", created_by=partner
    )
    page = text(visit.get("/repeat/rule/"))
    for said in ("Board rule, version 7", "as far as there are entries", "by Henrik Lindqvist", "The board asked"):
        assert said in page


@pytest.mark.usefixtures("ledger")
def test_tables_leave_as_csv_with_the_policy_on_each_line(visit):
    answer = visit.get("/repeat/export.csv?period=2024&table=bridge")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="repeat-business-bridge-2024-01-01-2024-12-31.csv"'
    rows = read_csv(answer)
    assert {row["bar"]: row["amount"] for row in rows}["lost"] == "-140000.00"
    assert {(row["policy"], row["policy_version"], row["scope"]) for row in rows} == {
        ("House rule", "1", "the whole firm")
    }
    summary = {row["figure"]: row["value"] for row in read_csv(visit.get("/repeat/export.csv?period=2024"))}
    assert (summary["share"], summary["nrr"], summary["bridge.new"]) == ("0.4092071611", "0.9861111111", "1075000.00")
    clients = read_csv(visit.get("/repeat/export.csv?period=2024&table=clients&bar=new"))
    assert [(row["client"], row["change"]) for row in clients] == [
        ("Iris", "900000.00"),
        ("Hazel", "130000.00"),
        ("Jade", "45000.00"),
    ]
    entries = read_csv(visit.get("/repeat/export.csv?period=2024&table=entries&show=now"))
    assert sum(Decimal(row["base_amount"]) for row in entries) == 1_955_000


def test_no_name_runs_as_a_formula_in_a_spreadsheet(visit):
    load([Entry("1", "=HYPERLINK(1)", date(2024, 3, 1), Decimal(100), engagement="\u00a0@SUM(1)", practice="+1-1")])
    (row,) = read_csv(visit.get("/repeat/export.csv?period=2024&table=entries"))
    assert (row["client"], row["engagement"], row["practice"]) == ("'=HYPERLINK(1)", "'\u00a0@SUM(1)", "'+1-1")
    (row,) = read_csv(visit.get("/repeat/export.csv?period=2024&table=clients&bar=new"))
    assert row["client"] == "'=HYPERLINK(1)"


@pytest.mark.usefixtures("ledger")
def test_a_walled_client_is_nowhere_on_an_outsiders_pages(sign_in, outsider, partner, wall):
    client = wall.client
    LedgerEntry.objects.filter(client__name="Iris").update(client=client)
    inside, outside = sign_in(partner), sign_in(outsider)
    assert inside.get("/repeat/?period=2024").context["page"].now.total == 1_955_000
    assert outside.get("/repeat/?period=2024").context["page"].now.total == 1_055_000
    for path in ("/repeat/bridge/new/", "/repeat/bridge/current/", "/repeat/entries/"):
        assert client.name in text(inside.get(path, {"period": "2024"}))
        assert client.name not in text(outside.get(path, {"period": "2024"}))
    for path in (f"/repeat/clients/{client.public_id}/", f"/repeat/entries/?client={client.public_id}"):
        assert inside.get(path).status_code == 200
        assert outside.get(path).status_code == 404


@pytest.mark.parametrize("path", ALL_PAGES)
def test_roles_without_the_figure_are_told_who_has_it(sign_in, assistant, alumni_admin, auditor, stranger, path):
    assert sign_in(auditor).get(path).status_code == 200
    for user in (assistant, alumni_admin):
        assert sign_in(user).get(path).status_code == 403
    answer = stranger.get(path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert sign_in(auditor).post(path).status_code == 405


@pytest.mark.usefixtures("ledger")
def test_without_fees_the_share_is_shown_and_no_amount(sign_in, partner, monkeypatch):
    monkeypatch.setitem(CAPABILITIES, Role.PARTNER, CAPABILITIES[Role.PARTNER] - {Capability.SEE_FEES})
    visit = sign_in(partner)
    page = visit.get("/repeat/?period=2024")
    assert "40.9 %" in text(page)
    assert "€" not in text(page)
    for path in ("/repeat/bridge/lost/", "/repeat/entries/", "/repeat/export.csv"):
        assert visit.get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/repeat/?period=9999",
        "/repeat/?period=20x4",
        "/repeat/?period=٢٠٢٤",
        "/repeat/?period=2024q5",
        "/repeat/?practice=nobody",
        "/repeat/?partner=%00",
        "/repeat/?by=mood",
        "/repeat/bridge/gained/",
        "/repeat/by/mood/",
        "/repeat/by/practice/nobody/",
        "/repeat/bridge/lost/?existing=maybe",
        "/repeat/entries/?client=nobody",
        "/repeat/entries/?engagement=nobody",
        "/repeat/entries/?show=all",
        "/repeat/clients/nobody/",
        "/repeat/clients/%00/",
        "/repeat/entries/?client=%00",
        "/repeat/entries/?engagement=%EF%BF%BE",
        "/repeat/export.csv?table=users",
        "/repeat/export.csv?table=clients&bar=gained",
    ],
)
def test_what_does_not_exist_is_not_found(visit, path):
    assert visit.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "1e3", "%00"])
def test_an_odd_page_number_shows_the_first_page(visit, page):
    assert visit.get(f"/repeat/entries/?page={page}").status_code == 200


@pytest.mark.parametrize("period", ["to-date", "rolling", "2024", "2024q3", "1900", "2100"])
def test_every_kind_of_period_has_an_address(visit, period):
    assert visit.get(f"/repeat/?period={period}").status_code == 200


@pytest.mark.usefixtures("ledger")
def test_firm_totals_are_not_marked_as_partial(sign_in, partner):
    partner.firm_totals = True
    partner.save(update_fields=["firm_totals"])
    assert "Sums over the clients you may see." not in text(sign_in(partner).get("/repeat/"))


def test_a_policys_own_year_sets_the_periods(visit):
    RepeatPolicy.objects.create(version=1, fiscal_start_month=10)
    load([replace(entry) for entry in definitions_ledger()])
    page = visit.get("/repeat/?period=2024").context["page"]
    assert (page.now.period.start, page.now.period.name) == (date(2023, 10, 1), "FY2024")


def test_a_client_below_a_group_shows_its_own_figures_and_names_the_group(visit):
    load(
        [
            Entry("1", "Ash", date(2023, 3, 1), Decimal(70)),
            Entry("2", "Ash", date(2024, 3, 1), Decimal(100), engagement="Audit"),
            Entry("3", "Root", date(2024, 4, 1), Decimal(5)),
            Entry("4", "Other", date(2024, 4, 1), Decimal(9)),
        ],
        [Edge("Ash", "Root")],
    )
    ash, root = Client.objects.get(name="Ash"), Client.objects.get(name="Root")
    answer = visit.get(f"/repeat/clients/{ash.public_id}/?period=2024")
    page = answer.context["page"]
    assert (page.sums.previous, page.sums.current, page.alone) == (70, 100, True)
    assert [row.name for row in page.work] == ["Audit", None]
    assert "own entries. They count with Root" in text(answer)
    assert f'href="/repeat/clients/{root.public_id}/?period=2024"' in answer.content.decode()
    entries = visit.get(f"/repeat/entries/?period=2024&client={ash.public_id}&show=now").context["page"]
    assert [line.entry.external_id for line in entries.found] == ["2"]
    group = visit.get(f"/repeat/clients/{root.public_id}/?period=2024").context["page"]
    assert (group.sums.previous, group.sums.current, group.alone, group.owners) == (70, 105, False, [])


def test_a_client_that_joined_a_group_between_the_periods_adds_up_to_its_row(visit):
    load(
        [Entry(str(year), "Ash", date(year, 3, 1), Decimal(year)) for year in (2023, 2024)],
        [Edge("Ash", "Root", date(2024, 1, 1))],
    )
    ash = Client.objects.get(name="Ash")
    answer = visit.get(f"/repeat/clients/{ash.public_id}/?period=2024")
    assert (answer.context["page"].sums.previous, answer.context["page"].sums.current) == (2023, 0)
    assert "Some of this client’s entries count with Root" in text(answer)


def test_a_download_of_many_chunks_holds_every_row_once(visit, monkeypatch):
    monkeypatch.setattr("relationships.scoring.repeat_stream.CHUNK", 7)
    load([Entry(str(n), f"Client {n:02}", date(2024, 1, 1 + n % 28), Decimal(100 + n)) for n in range(50)])
    rows = read_csv(visit.get("/repeat/export.csv?period=2024&table=entries"))
    assert sum(Decimal(row["base_amount"]) for row in rows) == sum(100 + n for n in range(50))
    assert len({row["client"] for row in rows}) == len(rows) == 50
    assert [row["booked_on"] for row in rows] == sorted((row["booked_on"] for row in rows), reverse=True)
    clients = read_csv(visit.get("/repeat/export.csv?period=2024&table=clients&bar=new"))
    assert [row["change"] for row in clients] == [f"{149 - n}.00" for n in range(50)]


def walled_firm(partner: User, count: int) -> None:
    """Two visible clients, and `count` behind walls, all billed on the same days."""
    names = ["Ash", "Birch", *(f"Walled {n}" for n in range(count))]
    load([Entry(f"{name}{year}", name, date(year, 3, 1), Decimal(100)) for name in names for year in (2023, 2024)])
    for client in Client.objects.filter(name__startswith="Walled"):
        WallFactory(client=client, insiders=[])
    partner.firm_totals = True
    partner.save(update_fields=["firm_totals"])


def test_firm_totals_name_restricted_clients_in_one_line(visit, partner):
    walled_firm(partner, 5)
    answer = visit.get("/repeat/?period=2024")
    firm = answer.context["page"].firm
    assert (firm.whole.total, firm.restricted, firm.restricted_repeat, firm.clients) == (700, 500, 500, 5)
    page = text(answer)
    assert "The whole firm 100.0 % of €700" in page
    assert "Of it 5 restricted clients €500, €500 of it repeat" in page
    assert "Sums over the clients you may see." in page
    assert answer.context["page"].now.total == 200
    assert "Walled" not in page


@pytest.mark.parametrize("address", ["?period=2024&practice=none", "?period=2024q1", "?period=2022"])
def test_firm_totals_are_told_for_no_part_and_for_no_period_that_is_not_offered(visit, partner, address):
    walled_firm(partner, 5)
    assert visit.get(f"/repeat/{address}").context["page"].firm is None


@pytest.mark.parametrize("case", ["four", "one more day", "one of them new"])
def test_firm_totals_are_not_told_where_they_or_a_difference_would_tell_of_few(visit, partner, case):
    walled_firm(partner, 4 if case == "four" else 6)
    one = LedgerEntry.objects.filter(client__name="Walled 0")
    if case == "one more day":
        one.filter(booked_on=date(2023, 3, 1)).update(booked_on=timezone.localdate())
    if case == "one of them new":
        one.filter(booked_on=date(2023, 3, 1)).delete()
    answer = visit.get("/repeat/?period=2024")
    assert answer.context["page"].firm is None
    assert "The whole firm 1" not in text(answer)
    assert "Sums over the clients you may see." in text(answer)


@pytest.mark.parametrize("shared", ["Walled 0", "Ash"])
def test_firm_totals_are_not_told_where_an_account_is_shared_across_a_wall(visit, partner, shared):
    walled_firm(partner, 6)
    assert visit.get("/repeat/?period=2024").context["page"].firm is not None
    others = ("Walled 1", "Birch") if shared == "Ash" else ("Ash", "Birch")
    share(shared, dict.fromkeys(others, Decimal("0.5")))
    assert visit.get("/repeat/?period=2024").context["page"].firm is None


def test_who_has_no_firm_totals_sees_no_line_of_the_firm(visit, partner):
    walled_firm(partner, 6)
    User.objects.filter(pk=partner.pk).update(firm_totals=False)
    assert visit.get("/repeat/?period=2024").context["page"].firm is None


def test_old_figures_say_from_when_they_are(visit):
    load([Entry(str(year), "Ash", date(year, 3, 1), Decimal(100)) for year in (2023, 2024)])
    visit.get("/repeat/?period=2024")
    refresh(seconds=60)
    assert "These figures are from" not in text(visit.get("/repeat/?period=2024"))
    LedgerEntry.objects.filter(booked_on=date(2024, 3, 1)).update(amount=70, base_amount=70)
    answer = visit.get("/repeat/?period=2024")
    assert answer.context["page"].now.total == 100
    assert "Newer changes to the ledger are being counted" in text(answer)
    RepeatMark.objects.update(marked_at=timezone.now() - timedelta(days=2))
    assert "the job that does it stands still" in text(visit.get("/repeat/?period=2024"))
    refresh(seconds=60)
    answer = visit.get("/repeat/?period=2024")
    assert answer.context["page"].now.total == 70
    assert answer.context["page"].now.remembered
    assert "These figures are from" not in text(answer)
