"""Every cell of the matrix, asked of the product: role × address × method, in sight, hidden and never there."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.template.base import Template
from django.template.exceptions import TemplateDoesNotExist
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from accounts.idle import SEEN
from accounts.models import User
from tests.access.matrix import ALL, OPEN, PAGES, Open, Page
from tests.access.world import World, build_world

NEVER = "NeverThere00"
OTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "TRACE")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
# Tables that a refused request may write: who is there, not what is known.
NO_CONTENT = ("django_session", "crm_cache", "trust_auditentry", "trust_origin")
CHANGING = re.compile(r"\b(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s")


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    """One world for all cells; what a request does to it is undone."""
    return build_world()


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Browser]:
    """Somebody of each role, signed in; "N" is the neighbour, "" a visitor."""
    people = {**world.users, "N": world.neighbour, "": None}
    return {letter: browser_of(user) for letter, user in people.items()}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def bare_errors() -> AbstractContextManager[Any]:
    """Refusals without the frame of a page around them, which is the same whatever was asked for and costs the most."""

    def bare(*args: object, **kwargs: object) -> str:
        raise TemplateDoesNotExist("bare")

    return mock.patch("crm.errors.render_to_string", bare)


def blank_pages() -> AbstractContextManager[Any]:
    """Answers with nothing written on them: what pages say to each role is what the crawl of the twin worlds reads."""

    def blank(template: Template, context: object) -> SafeString:
        return SafeString("")

    return mock.patch.object(Template, "_render", blank)


def browser_of(user: User | None) -> Browser:
    """Somebody signed in, seen by the clock for the length of these tests: a click taken back would be noted each time."""
    browser = Browser(raise_request_exception=False)
    if user is not None:
        browser.force_login(user)
        session = browser.session
        session[SEEN] = int(time.time() + timedelta(hours=1).total_seconds())
        session.save()
    return browser


def address(page: Page, kwargs: dict[str, str]) -> str:
    return reverse(page.name, kwargs=kwargs) if page.about else reverse(page.name)


def ask(browser: Browser, method: str, where: str) -> HttpResponse:
    """A POST is an empty form: a browser sends its token at least."""
    body = "csrfmiddlewaretoken=x" if method == "POST" else ""
    with undone():
        return browser.generic(method, where, body, content_type="application/x-www-form-urlencoded")


def expected(page: Page, letter: str, method: str) -> int:
    """What the line says about one role and method."""
    may_get, may_post = letter in page.get, letter in page.post
    if not (may_get or may_post):
        return 403
    if page.whose not in ("", letter) and (may_post if method == "POST" else may_get and method in ("GET", "HEAD")):
        return 404
    if method in ("GET", "HEAD"):
        return page.got if may_get else (403 if page.get else 405)
    if method == "POST":
        return (page.empty or 0) if may_post else (403 if page.post else 405)
    return 405


@each_page
def test_each_role_gets_what_the_matrix_says(page: Page, world: World, browsers: dict[str, Browser]) -> None:
    where = address(page, world.seen.get(page.about, {}))
    wrong = []
    for letter in ALL:
        others = OTHER_METHODS if letter == (page.get or page.post)[0] else ()
        for method in ("GET", "POST", *others):
            with blank_pages():
                got = ask(browsers[letter], method, where + (page.query if method in ("GET", "HEAD") else ""))
            if got.status_code != expected(page, letter, method):
                wrong.append(f"{letter} {method} {where}: {got.status_code}, not {expected(page, letter, method)}")
    assert wrong == []


@each_page
def test_a_visitor_is_sent_to_sign_in_and_changes_nothing(
    page: Page, world: World, browsers: dict[str, Browser]
) -> None:
    where = address(page, world.seen.get(page.about, {}))
    for method in ("GET", "POST", *OTHER_METHODS):
        with written() as found:
            answer = ask(browsers[""], method, where)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/"), method
        assert found == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.about], ids=lambda page: page.name)
def test_hidden_and_never_there_look_the_same(page: Page, world: World, browsers: dict[str, Browser]) -> None:
    """The partner gets whole pages of refusal, the others bare ones."""
    kwargs = world.seen[page.about]
    never = [dict.fromkeys(kwargs, NEVER)]
    if len(kwargs) > 1:
        never.append({**kwargs, list(kwargs)[-1]: NEVER})
    wrong = []
    for letter in ALL:
        browser = browsers[letter]
        for method, may in (("GET", page.get), ("POST", page.post)):
            wanted = 404 if letter in may else expected(page, letter, method)
            answers = []
            for names in [*never, *world.hidden.get(page.about, [])]:
                frame = nullcontext() if letter == "P" else bare_errors()
                with written() as found, frame:
                    answer = ask(browser, method, address(page, names))
                answers.append((answer.status_code, body(answer), headers(answer)))
                if answer.status_code != wanted or found:
                    wrong.append(f"{letter} {method} {address(page, names)}: {answer.status_code}, {found}")
            if len(set(answers)) > 1:
                wrong.append(f"{letter} {method} {page.name}: hidden and never there differ")
    assert wrong == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.own], ids=lambda page: page.name)
def test_account_managers_write_only_what_they_look_after(
    page: Page, world: World, browsers: dict[str, Browser]
) -> None:
    where, browser = address(page, world.seen[page.about]), browsers["N"]
    with written() as found:
        assert ask(browser, "POST", where).status_code == 403
    assert found == []
    if page.get:
        assert ask(browser, "GET", where).status_code == 403


@pytest.mark.parametrize("line", OPEN, ids=lambda line: line.name)
def test_open_addresses_answer_visitors(line: Open, db: None) -> None:
    try:
        where = reverse(line.name)
    except NoReverseMatch:
        assert line.visitor == 0, "Say what a visitor gets."
        return
    answer = browser_of(None).get(where)
    assert answer.status_code < 500 or line.name == "readyz"
    if line.visitor:
        assert answer.status_code == line.visitor


def test_no_more_than_a_handful_is_open_to_visitors() -> None:
    ours = [
        line.name
        for line in OPEN
        if not line.name.startswith(("account_", "mfa_", "openid_connect_", "socialaccount_"))
    ]
    of_alumni = {
        "answer_consent", "answer_on_own_page", "own_invitation", "own_invitation_calendar","ask_for_own_page", "choose_consent", "choose_visibility", "leave_own_page", "open_own_page",
        "own_page", "say_on_own_page", "stop_mail", "tell_new_post",
    }  # fmt: skip
    assert set(ours) - of_alumni == {"calendar_feed", "first_administrator", "healthz", "own_card", "readyz"}
    assert of_alumni <= set(ours)


def test_no_request_may_pretend_to_be_another_method(world: World, browsers: dict[str, Browser]) -> None:
    browser = browsers["D"]
    where = reverse("archive_office", kwargs=world.seen["office"])
    pretended = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_X_METHOD_OVERRIDE": "POST"}
    assert browser.get(where + "?_method=POST", **pretended).status_code == 405


@pytest.mark.parametrize("trick", ["/{}", "/./{}", "{}/.", "{}%00", "{};a=b", "{}%2f", "/{}//"])
def test_tricks_with_the_path_open_nothing(trick: str, world: World, browsers: dict[str, Browser]) -> None:
    inside = reverse("client_detail", kwargs=world.hidden["client"][0])
    answer = browsers["M"].get(trick.format(inside))
    assert answer.status_code in (301, 404)
    assert b"Marrow" not in answer.content


def body(answer: HttpResponseBase) -> bytes:
    return answer.getvalue()


def headers(answer: HttpResponse) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in answer.headers.items() if name not in ("Date", "Set-Cookie")))


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements meanwhile that change content."""
    found: list[str] = []

    def look(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if CHANGING.search(str(sql)) and not any(table in str(sql) for table in NO_CONTENT):
            found.append(str(sql)[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found
