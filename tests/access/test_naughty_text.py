"""Whatever is typed into any field is stored or refused with a message; it never breaks a page or becomes markup."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import browser_of
from tests.access.world import World, build_world
from tests.examples import EVERY

REAL_DATA = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data")
BIG_LIST = REAL_DATA / "odd-inputs" / "strings" / "big-list-of-naughty-strings" / "blns.json"
OURS = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202etxt.exe",
    "\ufeff=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% debug %}${7*7}",
    "'; DROP TABLE clients_client; --",
    "%s%(name)s%",
    "a" * 100_000,
    "[" * 20_000,
    "é" * 600,
    "\r\nSet-Cookie: a=b",
    "2026-02-30",
    "99999999999999999999999999",
    "-1",
    "NaN",
]
FORMS = [page for page in PAGES if page.post and page.get and page.empty == 422]
SEARCHES = {
    "client_list": "q",
    "person_list": "q",
    "alumni_list": "q",
    "engagement_list": "q",
    "find": "q",
    "search": "q",
    "colleague_list": "q",
    "client_options": "q",
    "client_look_alikes": "name",
    "person_look_alikes": "name",
    "parse_log_line": "q",
    "capture_list": "q",
    "network": "q",
}
SAMPLE = 5
"""How many texts of each list a form is given; the next form goes on where it ended."""
# What must stand in a page before it is worth reading it as a browser does.
SUSPICIOUS = re.compile(r"<(?:img|iframe|object|embed|style|base)\b|\bon\w+\s*=|alert\(1\)</script>", re.IGNORECASE)


class Reader(HTMLParser):
    """The fields of the page's own form, how often each dangerous element stands there, and handler attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.typed: set[str] = set()
        self.elements: Counter[str] = Counter()
        self.handlers: list[str] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements[tag] += 1
        self.handlers += [name for name in given if name.startswith("on")]
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "textarea" or (
            tag == "input" and kind in ("text", "email", "url", "search", "date", "number", "datetime-local")
        ):
            self.fields[name] = [given.get("value", "")]
            self.typed.add(name)
        elif tag == "input" and (kind == "hidden" or (kind in ("checkbox", "radio") and "checked" in given)):
            self.fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "select":
            self._select = name
            self.fields[name] = []
        elif tag == "option" and self._select and (given.get("value") or not self.fields[self._select]):
            self.fields[self._select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    return build_world()


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return browser_of(world.users["D"])


def big_list() -> list[str]:
    if not BIG_LIST.exists():
        return []
    return [text for text in json.loads(BIG_LIST.read_text()) if text]


def address(page: Page, world: World) -> str:
    return (reverse(page.name, kwargs=world.seen[page.about]) if page.about else reverse(page.name)) + page.query


def type_into(browser: Browser, where: str, form: Reader, text: str) -> str:
    """Fill every text field of the form with `text`, send it, and look where it leads; what is wrong with it, or ""."""
    sent = {name: text if name in form.typed else value for name, value in form.fields.items() if name}
    try:
        answer = browser.post(where, sent, follow=True)
    except UnicodeEncodeError:
        return ""
    page = answer.content.decode()
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.status_code == 422 and "field-error" not in page and "error-summary" not in page:
        return "refused without a message"
    return made_markup(page)


def made_markup(page: str) -> str:
    if not SUSPICIOUS.search(page):
        return ""
    read = Reader(page)
    added = {tag for tag in ("img", "iframe", "object", "embed", "style", "base") if read.elements[tag]}
    return (
        f"markup: {added or ''} {read.handlers or ''}" if added or read.handlers or "alert(1)</script>" in page else ""
    )


def some_of(texts: list[str], page: Page) -> list[str]:
    start = FORMS.index(page) * SAMPLE % len(texts)
    return [*texts[start:], *texts][:SAMPLE]


_forms: dict[str, Reader] = {}
"""Forms that were read already, by their address: none changes, what is sent is taken back."""


def wrong_answers(page: Page, world: World, browser: Browser, texts: list[str]) -> list[str]:
    found, where = [], address(page, world)
    form = _forms.get(where) or _forms.setdefault(where, Reader(browser.get(where).content.decode()))
    for text in texts:
        with transaction.atomic():
            wrong = type_into(browser, where, form, text)
            transaction.set_rollback(True)
        if wrong:
            found.append(f"{text[:40]!r}: {wrong}")
    return found


@pytest.mark.parametrize("page", FORMS, ids=lambda page: page.name)
def test_odd_text_is_stored_or_refused(page: Page, world: World, browser: Browser) -> None:
    assert wrong_answers(page, world, browser, some_of(OURS, page)) == []


@pytest.mark.skipif(not BIG_LIST.exists(), reason=f"The list of naughty strings is not at {BIG_LIST} (REAL_DATA).")
@pytest.mark.parametrize("page", FORMS, ids=lambda page: page.name)
def test_naughty_strings_are_stored_or_refused(page: Page, world: World, browser: Browser) -> None:
    """Together the forms try all of the list, `make test-long` all of it on each."""
    assert wrong_answers(page, world, browser, some_of(big_list(), page)) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("page", FORMS, ids=lambda page: page.name)
def test_every_text_is_stored_or_refused(page: Page, world: World, browser: Browser) -> None:
    assert wrong_answers(page, world, browser, [*OURS, *big_list()]) == []


@pytest.mark.parametrize(("name", "key"), SEARCHES.items())
def test_any_text_can_be_searched_for(name: str, key: str, world: World, browser: Browser) -> None:
    found, start = [], list(SEARCHES).index(name)
    for text in [*OURS, *(big_list() if EVERY else big_list()[start :: 3 * len(SEARCHES)])]:
        try:
            answer = browser.get(reverse(name), {key: text})
        except UnicodeEncodeError:
            continue
        wrong = f"{answer.status_code}" if answer.status_code >= 500 else made_markup(answer.content.decode())
        if wrong:
            found.append(f"{text[:40]!r}: {wrong}")
    assert found == []


KEYS = (
    "page sort year period by table level grade owner client cursor before kind who bar reading existing column view act all "
    "list pick known role"
).split()
NONSENSE = ["-1", "99999999999999999999", "' OR 1=1", "a\x00b", "[]", "٣", "\ufffd" * 300]
LOOKED_AT = [page for page in PAGES if page.get]


@pytest.mark.parametrize("page", LOOKED_AT, ids=lambda page: page.name)
def test_nonsense_in_the_query_breaks_no_page(page: Page, world: World, browser: Browser) -> None:
    """Three kinds of nonsense a page, the next page goes on with the next; `make test-long` all on each."""
    start = LOOKED_AT.index(page) * 3 % len(NONSENSE)
    for text in NONSENSE if EVERY else [*NONSENSE[start:], *NONSENSE][:3]:
        answer = browser.get(address(page, world).split("?")[0], dict.fromkeys(KEYS, text))
        assert answer.status_code < 500, f"{page.name} with {text!r}"
