"""Page, CSV, workbook, command, drill-down and bench print the same digits for the demo firm."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from accounts.models import User
from benchmarks.repeat_business import digits
from relationships.clients.models import Wall
from relationships.foundation.display.money import money, money_short
from relationships.foundation.display.share import percent
from relationships.foundation.templatetags.perennial import as_xlsx
from relationships.imports.demo import make_demo
from relationships.imports.demo_firm.size import FirmSize
from tests.cast import SignIn
from tests.dashboards.test_repeat_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
YEAR = 2025


@pytest.fixture
def demo_firm(db) -> None:
    """Small, and without walls: then a partner sees what the firm's own command sees."""
    make_demo(
        today=date(2026, 11, 22), size=FirmSize(clients=150, people=420, interactions=500, ledger=2_400, colleagues=30)
    )
    Wall.objects.all().delete()


@pytest.fixture
def visit(demo_firm, sign_in: SignIn):
    return sign_in(User.objects.filter(role="partner", email__isnull=False).first())


def csv_table(visit, table: str) -> list[dict[str, str]]:
    answer = visit.get(f"/repeat/export.csv?period={YEAR}&table={table}")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")))


def workbook_table(visit, table: str) -> list[tuple[str, float]]:
    """Figure and value of each row of the same table as a workbook."""
    answer = visit.get(f"/repeat/export.csv?period={YEAR}&table={table}&format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)]


def command(*options: str) -> dict:
    out = io.StringIO()
    call_command("repeat_business", "--year", str(YEAR), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_the_share_and_its_companions_are_the_same_in_five_places(visit):
    said = command()
    assert Decimal(said["total"]) > 1_000_000
    assert said == digits(YEAR)

    rows = {row["figure"]: row["value"] for row in csv_table(visit, "summary")}
    for name in ("total", "repeat", "share", "nrr", "grr", "retention", "new_revenue", "clients"):
        assert rows[name] == str(said[name]), name
    assert {bar: rows[f"bridge.{bar}"] for bar in said["bridge"]} == said["bridge"]
    assert {row["bar"]: row["amount"] for row in csv_table(visit, "bridge")} == said["bridge"]

    sheet = dict(workbook_table(visit, "summary"))
    for name in ("total", "repeat", "share", "nrr", "grr", "retention", "new_revenue"):
        assert sheet[name] == pytest.approx(float(said[name]), abs=1e-12), name
    assert {bar: Decimal(str(sheet[f"bridge.{bar}"])) for bar in said["bridge"]} == {
        bar: Decimal(amount) for bar, amount in said["bridge"].items()
    }

    page = visit.get(f"/repeat/?period={YEAR}")
    words = text(page)
    for share in ("share", "nrr", "grr", "retention"):
        assert percent(Decimal(said[share])).replace("\u00a0", " ") in words, share
    assert f"From existing {money_short(Decimal(said['repeat']), said['currency'])}" in words
    assert money(Decimal(said["repeat"]), said["currency"]) in page.content.decode()

    for bar, amount in said["bridge"].items():
        drilled = visit.get(f"/repeat/bridge/{bar}/?period={YEAR}").context["page"]
        assert f"{drilled.headline:.2f}" == amount, bar
    entries = visit.get(f"/repeat/entries/?period={YEAR}").context["page"]
    assert f"{entries.sums.current:.2f}" == said["total"]
    assert f"{entries.sums.previous:.2f}" == said["bridge"]["previous"]


@pytest.mark.parametrize("by", ["practice", "office", "partner"])
def test_each_segment_is_the_same_in_four_places(visit, by):
    said = {row["key"] or "": row for row in command("--by", by)["by"]}
    assert sum(Decimal(row["total"]) for row in said.values()) == Decimal(command()["total"])
    answer = visit.get(f"/repeat/export.csv?period={YEAR}&table=by&by={by}")
    written = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline=""))
    for row in written:
        for name in ("total", "repeat", "share", "clients"):
            assert row[name] == ("" if said[row[by]][name] is None else str(said[row[by]][name]))
    lines = visit.get(f"/repeat/by/{by}/?period={YEAR}").context["page"].segments
    assert {line.row.key or "": f"{line.row.repeat:.2f}" for line in lines} == {k: r["repeat"] for k, r in said.items()}
    for line in lines[:3]:
        drilled = visit.get(line.address).context["page"]
        assert f"{drilled.headline:.2f}" == said[line.row.key or ""]["total"]
        assert f"{drilled.sums.repeat:.2f}" == said[line.row.key or ""]["repeat"]


@pytest.fixture
def rows_of(visit):
    """The rows of a file, as CSV and as a workbook: each cell of the one is the other's."""

    def read(address: str) -> list[dict[str, str]]:
        answer = visit.get(address)
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")))
        body = io.BytesIO(b"".join(visit.get(as_xlsx(address)).streaming_content))
        head, *sheet = load_workbook(body).active.iter_rows(values_only=True)
        assert len(sheet) == len(rows)
        for row, cells in zip(rows, sheet, strict=True):
            for name, cell in zip(head, cells, strict=True):
                if name != "as_of":
                    assert same(row[name], cell), (address, name, row[name], cell)
        return rows

    return read


def same(written: str, cell: object) -> bool:
    if cell is None:
        return written == ""
    if isinstance(cell, datetime):
        return date.fromisoformat(written) == cell.date()
    return Decimal(written) == Decimal(str(cell)) if isinstance(cell, int | float) else written == cell


def offered(page: str) -> list[str]:
    """What the page's own download menu leads to, as CSV."""
    menu = re.search(r'aria-label="Download".*?</details>', page, re.DOTALL)
    assert menu
    return [unescape(href) for href in re.findall(r'<a href="([^"]+)"', menu.group()) if "format=xlsx" not in href]


def test_the_dashboard_takes_each_of_its_tables_away(visit, rows_of):
    answer = visit.get(f"/repeat/?period={YEAR}")
    summary, bridge, trend, by = map(rows_of, offered(answer.text))
    said = command()
    assert {row["figure"]: row["value"] for row in summary}["share"] == said["share"]
    assert {row["bar"]: row["amount"] for row in bridge} == said["bridge"]
    points = answer.context["page"].series.points
    assert [(row["quarter"], Decimal(row["share"])) for row in trend] == points
    assert len(points) >= 4
    words = text(answer)
    for row in trend:
        assert Decimal(row["repeat"]) / Decimal(row["total"]) == pytest.approx(
            Decimal(row["share"]), abs=Decimal("1e-9")
        )
    assert percent(Decimal(trend[-1]["share"])).replace("\u00a0", " ") in words
    (year,) = [row for row in trend if row["last_day"] == f"{YEAR}-12-31"]
    assert (year["share"], year["total"]) == (said["share"], said["total"])
    assert sum(Decimal(row["total"]) for row in by) == Decimal(said["total"])


def test_second_engagements_take_each_of_their_tables_away(visit, rows_of):
    answer = visit.get("/repeat/second-engagement/")
    years, curve, clock = map(rows_of, offered(answer.text))
    page = answer.context["page"]
    assert [(row["cohort"], int(row["new_clients"]), int(row["came"])) for row in years] == [
        (str(each.year), each.clients, each.came) for each in page.found.cohorts
    ]
    assert [Decimal(row["share"]) for row in curve] == list(page.found.curve)
    assert page.within_a_year == Decimal(curve[12]["share"])
    assert len(clock) == page.clock.count > 0
    assert [(row["client"], row["days_left"], row["fees"]) for row in clock][: len(page.clock.rows)] == [
        (row.client.name, str(row.clock.left), f"{row.clock.fees:.2f}") for row in page.clock
    ]
    assert visit.get("/repeat/second-engagement.csv?table=users").status_code == 404


@pytest.mark.parametrize("where", ["repeat/forecast/", "repeat/readings/", "repeat/readings/unlimited/", "repeat/gap/"])
def test_other_pages_take_their_table_away(visit, rows_of, where):
    answer = visit.get(f"/{where}?period={YEAR}")
    (address,) = offered(answer.text)
    rows = rows_of(address)
    assert rows
    found = answer.context["page"]
    if where == "repeat/forecast/":
        assert [Decimal(rows[0][name]) for name in ("forecast", "low", "high")] == [found.middle, found.low, found.high]
        became = {row["actual"] for row in rows if row["year"] == str(YEAR)}
        assert became == {command()["share"]}, "rounded once, as on the page of that year"
        assert percent(Decimal(command()["share"])) in answer.text
    elif where == "repeat/readings/":
        assert {row["share"] for row in rows if row["reading"] == "policy"} == {command()["share"]}
    elif where == "repeat/gap/":
        assert [row["missing"] for row in rows] == [f"{each.missing:.2f}" for each in found.gap.quiet]
