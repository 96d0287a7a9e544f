"""Every list can be taken along as CSV and as a workbook, in the filter and the order that its page has."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from relationships.trust.models import AuditEntry
from tests.access.listed import LISTS
from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import browser_of, undone
from tests.access.world import World, build_world

ROWS = 6
ELSEWHERE = {
    "client_list": "export_clients",
    "person_list": "export_people",
    "engagement_list": "export_engagements",
    "alumni_list": "export_alumni",
    "promise_list": "export_promises",
    "introduction_list": "export_introductions",
    "referrer_list": "export_referrers",
    "gift_list": "export_gifts",
    "alumni_value": "export_alumni_value",
    "second_engagement": "export_second_engagement",
    "portfolio": "export_portfolio",
    "key_people": "export_key_people",
    "write_to_alumni": "export_recipients",
    "audit_log": "export_audit",
    "colleague_list": "export_colleagues",
    "office_list": "export_offices",
    "practice_list": "export_practices",
}
"""Lists whose file has an address of its own."""
OF_THE_LEDGER = {"look_alikes", "repeat_gap", "one_off_list", "repeat_entries"}
"""Lists behind the headline: `repeat_export`, with tests of its own (tests/dashboards/test_repeat_same_digits.py)."""
SEVERAL_TABLES = {"second_engagement": 3}
"""Pages with a file for each of so many tables."""
NOT_TAKEN_ALONG = {
    "network": "its introductions are those of introduction_list",
    "pin_list": "shortcuts of one colleague to what has files of its own",
    "upload_capture": "a form, with the last twenty files that were handed in",
    "capture_settings": "a form, with one's own calendars",
    "data_keeping": "a form, with the holds that stand",
    "firm_export_list": "files that are downloaded themselves",
}
ASKED: dict[str, list[str]] = {
    "client_list": ["?tier=A&sort=-name", "?q=client"],
    "person_list": ["?sort=-name", "?known=nobody"],
    "engagement_list": ["?state=open&sort=-client"],
    "alumni_list": ["?show=clients"],
    "promise_list": ["?whose=all&state=open"],
    "event_list": ["?past=yes"],
    "word_list": ["?done=yes"],
    "alert_list": ["?mine=no&kind=one_thread", "?mine=yes"],
    "capture_list": ["?fate=ignored"],
    "colleague_list": ["?role=partner", "?state="],
    "rate_list": ["?currency=USD"],
    "past_portfolio": ["?on=2020-02-02"],
    "arrivals": ["?whose=mine"],
    "gift_list": ["?state=approved"],
    "key_people": ["?side=theirs"],
}
"""Filters and orders to compare, beside none."""
FIRST = {"rate_list": 1, "arrivals": 3, "gift_list": 1}
"""The column of the file that the page has in these very words, where it is not the first."""
COMPARED_ELSEWHERE = {
    "write_to_alumni": "the file is of those who may be written to, the page of those who may not",
    "audit_log": "the page says acts in words; tests/trust/test_audit_pages.py",
    "second_engagement": "the page is by quarter; tests/dashboards/test_repeat_same_digits.py",
    "portfolio": "the page shows the heaviest of each sort",
    "alumni_value": "the page shows the largest",
}
LISTED = [
    page
    for page in PAGES
    if (page.lists and not page.about and not page.name.startswith(("export_", "repeat_")) and "D" in page.get)
    or page.name in ("capture_list", "planned_list", "rhythm_list")
]
TAKEN = [page for page in LISTED if page.name not in NOT_TAKEN_ALONG]
COMPARED = [page for page in TAKEN if page.name not in OF_THE_LEDGER | set(COMPARED_ELSEWHERE)]


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    """One world for all lists; the rows they are filled with are taken out again."""
    return build_world()


def test_every_list_has_its_file() -> None:
    names = {page.name for page in PAGES}
    without = {
        page.name for page in TAKEN if not (page.is_file_too or page.name in ELSEWHERE or page.name in OF_THE_LEDGER)
    }
    assert without == set(), "give it `also_as_file` and `{% list_file %}`"
    assert set(ELSEWHERE.values()) <= names
    assert set(NOT_TAKEN_ALONG) <= {page.name for page in LISTED}


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_a_list_is_offered_as_both_and_is_the_page(page: Page, world: World) -> None:
    """Its links lead to a file each, which the audit record knows of, with the rows of the page in its order."""
    browser = browser_of(world.users["D"])
    with undone():
        LISTS[page.lists](world, ROWS)
        links = offered(browser, page)
        assert AuditEntry.objects.filter(kind="export", who=world.users["D"].pk).count() == len(links)
        for query in ("", *ASKED.get(page.name, [])) if page in COMPARED else ():
            shown, told = rows_of(browser, reverse(page.name), query), names_in(csv_of(browser, page, query), page)
            assert len(told) == len(shown), query
            assert [name for name, row in zip(told, shown, strict=True) if plain(name) not in row] == [], query
            if not query:
                assert len(told) >= ROWS, "else the test sees nothing"
                assert names_in(sheet_of(browser, page), page) == told


def offered(browser: Browser, page: Page) -> list[str]:
    """The links of the page, one of each kind for every table it takes along, each opened."""
    body = browser.get(reverse(page.name) + page.query).getvalue().decode()
    links = [
        unescape(each)
        for each in re.findall(r'href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?(?:[^<]*, )?(?:CSV|Excel)</a>', body)
    ]
    assert len(links) == 2 * SEVERAL_TABLES.get(page.name, 1), links
    for link, kind in zip(links, ("text/csv", "application/vnd.openxmlformats") * (len(links) // 2), strict=True):
        answer = browser.get(reverse(page.name) + link if link.startswith("?") else link)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Disposition"].startswith("attachment")
        answer.getvalue()
    return links


def rows_of(browser: Browser, here: str, query: str) -> list[str]:
    """The words of every row of the list, page after page."""
    found: list[str] = []
    for number in range(1, 9):
        asked = f"{query}{'&' if query else '?'}page={number}"
        body = browser.get(here + asked).getvalue().decode()
        main = body.partition("<main")[2].partition("</main>")[0]
        parts = re.split(r"<[^<>]*\bdata-row(?![-\w])[^<>]*>", main)[1:]
        rows = [plain(re.sub(r"<[^>]+>", " ", re.split(r"</tr>|</li>|</section>", each)[0])) for each in parts]
        if rows == found[-len(rows) :] or not rows:
            return found
        found += rows
        if f"page={number + 1}" not in body:
            return found
    raise AssertionError("so many pages were never made")


def plain(text: str) -> str:
    """Without the difference between one blank and several."""
    return " ".join(unescape(text).split())


def file_address(page: Page, query: str, kind: str) -> str:
    here = reverse(ELSEWHERE.get(page.name, page.name))
    return f"{here}{query}{'&' if query else '?'}format={kind}"


def csv_of(browser: Browser, page: Page, query: str) -> list[list[str]]:
    content = browser.get(file_address(page, query, "csv")).getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))[1:]


def names_in(rows: list[list[str]], page: Page) -> list[str]:
    return [row[FIRST.get(page.name, 0)] for row in rows]


def sheet_of(browser: Browser, page: Page) -> list[list[str]]:
    content = browser.get(file_address(page, "", "xlsx")).getvalue()
    rows = load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows][1:]
