"""The page of an alumnus: an address that opens once, a visit, what they choose and say there, and nothing else of ours."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.alumni.actions import opt_out
from relationships.alumni.consent_queries import standing_grid
from relationships.alumni.letter_actions import send_letters
from relationships.alumni.models import Alumnus, AlumnusLink, AlumnusWord, Consent, Letter
from relationships.clients.models import Client
from relationships.contacts.models import Position
from relationships.interactions.models import Interaction, Promise
from tests.cast import SignIn
from tests.factories import AlumnusFactory, ContactPointFactory, IntroductionFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db
PAGE = "/your-page/"


@pytest.fixture
def daniel(account_manager: User) -> Alumnus:
    cache.clear()
    alumnus = AlumnusFactory(person=PersonFactory(name="Daniel Reyes"), keeper=account_manager)
    ContactPointFactory(person=alumnus.person, value="daniel@reyes.example")
    return alumnus


def mailed_address(name: str = "/your-page/open/") -> str:
    """The newest address of this kind that went out by mail."""
    found = re.findall(rf"https?://[^\s/]+({name}[\w-]+/)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return str(found[0])


def visiting(alumnus: Alumnus) -> Browser:
    """A browser that has opened the page of `alumnus`."""
    browser = Browser()
    browser.post(reverse("ask_for_own_page"), {"email": "daniel@reyes.example"})
    send_letters()
    assert browser.post(mailed_address()).headers["Location"] == PAGE
    return browser


def test_its_address_is_mailed_opens_once_and_not_by_looking_at_it(daniel: Alumnus) -> None:
    browser = Browser()
    answer = browser.post(reverse("ask_for_own_page"), {"email": "Daniel@Reyes.example"})
    assert (answer.status_code, len(mail.outbox)) == (303, 0), "a worker sends it"
    assert (send_letters(), mail.outbox[0].to) == (1, ["daniel@reyes.example"])
    address = mailed_address()
    token = address.split("/")[3]
    assert token not in str(list(AlumnusLink.objects.unscoped(reason="test").values()))
    assert browser.get(address).status_code == browser.get(address).status_code == 200
    opened = browser.post(address)
    cookie = opened.cookies["alumni-visit"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", PAGE)
    assert "Daniel Reyes" in browser.get(PAGE).content.decode()
    again = Browser()
    assert again.get(address).status_code == again.post(address).status_code == 404
    assert "Daniel" not in again.get(PAGE).content.decode()
    browser.post(reverse("leave_own_page"))
    browser.cookies["alumni-visit"] = cookie.value
    assert "Daniel" not in browser.get(PAGE).content.decode(), "leaving ends the visit, not only the cookie"


def test_a_new_address_ends_the_one_before_and_addresses_and_visits_run_out(daniel: Alumnus) -> None:
    browser = visiting(daniel)
    for _ in range(2):
        browser.post(reverse("ask_for_own_page"), {"email": "daniel@reyes.example"})
        send_letters()
    first, second = [re.findall(r"(/your-page/open/[\w-]+/)", each.body)[0] for each in mail.outbox[-2:]]
    assert (Browser().get(first).status_code, Browser().get(second).status_code) == (404, 200)
    AlumnusLink._base_manager.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Browser().post(second).status_code == 404
    assert "Daniel" in browser.get(PAGE).content.decode()
    AlumnusLink._base_manager.filter(visit_digest__isnull=False).update(visit_ends_at=timezone.now())
    assert "Daniel" not in browser.get(PAGE).content.decode()


def test_asking_tells_nobody_whether_an_address_is_known(daniel: Alumnus) -> None:
    def ask(email: str) -> tuple[int, str, bytes, int]:
        browser = Browser()
        with CaptureQueriesContext(connection) as asked:
            answer = browser.post(reverse("ask_for_own_page"), {"email": email})
        page = browser.get(answer.headers["Location"]).content
        return answer.status_code, answer.headers["Location"], re.sub(rb'value="\w{64}"', b"", page), len(asked)

    known, unknown = ask("daniel@reyes.example"), ask("nobody@reyes.example")
    assert known == unknown
    assert [ask("daniel@reyes.example") for _ in range(6)] == [known] * 6, "nor how often it was asked for"
    assert Letter.objects.count() == 1, "several clicks are one mail"


def test_left_out_and_archived_alumni_get_no_address_and_lose_the_one_they_have(daniel: Alumnus) -> None:
    browser = visiting(daniel)
    opt_out(alumnus=daniel, expected_version=daniel.version)
    assert "Daniel" not in browser.get(PAGE).content.decode()
    browser.post(reverse("ask_for_own_page"), {"email": "daniel@reyes.example"})
    assert send_letters() == 0


def test_a_visit_opens_nothing_else_and_says_nothing_of_walled_clients(
    daniel: Alumnus, walled_client: Client, novagen: Client
) -> None:
    browser = visiting(daniel)
    PositionFactory(person=daniel.person, client=walled_client, title="Board member")
    PositionFactory(person=daniel.person, client=novagen, title="General Counsel")
    page = browser.get(PAGE).content.decode()
    assert "General Counsel, Novagen" in page
    assert "Board member" not in page
    assert walled_client.name not in page
    for name in ("client_list", "alumni_list", "person_list", "my_day", "find", "export_alumni"):
        assert browser.get(reverse(name)).headers.get("Location", "").startswith("/accounts/login/"), name
    assert browser.get(reverse("alumnus_detail", args=[daniel.public_id])).status_code == 302
    assert browser.cookies.keys() & {"sessionid"} == set()


@pytest.mark.parametrize(
    ("kind", "promised", "confidential"),
    [("refer", True, False), ("instruct", True, False), ("return", True, True), ("help", True, False),
     ("other", False, False)],
)  # fmt: skip
def test_what_they_offer_is_a_touchpoint_of_their_keeper_and_a_promise_to_answer(
    daniel: Alumnus, account_manager: User, kind: str, promised: bool, confidential: bool
) -> None:
    browser = visiting(daniel)
    for _ in range(2):
        browser.post(reverse("say_on_own_page"), {"kind": kind, "said": "Fennmoor needs advice."})
    word = AlumnusWord.objects.unscoped(reason="test").get()
    touch = Interaction.objects.visible_to(account_manager).get()
    assert (word.kind, word.interaction, touch.direction, touch.kind) == (kind, touch, "theirs", "message")
    assert "Fennmoor needs advice." in touch.summary
    assert touch.confidential is confidential
    promises = list(Promise.objects.unscoped(reason="test").values_list("colleague_id", "person_id"))
    assert promises == ([(account_manager.pk, daniel.person_id)] if promised else [])


def test_a_new_post_changes_nothing_until_a_colleague_looked(daniel: Alumnus, novagen: Client) -> None:
    browser = visiting(daniel)
    browser.post(reverse("tell_new_post"), {"employer": "Novagen", "title": "CFO", "since": "2026-11-02"})
    word = AlumnusWord.objects.unscoped(reason="test").get()
    assert (word.kind, word.employer, word.state) == ("moved", "Novagen", "waiting")
    assert not Position.objects.unscoped(reason="test").filter(person=daniel.person).exists()
    assert browser.post(reverse("tell_new_post"), {"employer": ""}).status_code == 422


def test_they_choose_what_they_hear_and_take_it_back(daniel: Alumnus) -> None:
    browser, today = visiting(daniel), timezone.localdate()
    browser.post(reverse("choose_consent"), {"events-email": "on", "news-email": "on", "news-post": "on"})
    assert 'name="events-email" checked' in browser.get(PAGE).content.decode()
    grid = standing_grid(daniel, today)
    assert {pair for pair, state in grid.items() if state == "given"} == {
        ("events", "email"), ("news", "email"), ("news", "post")
    }  # fmt: skip
    assert grid["jobs", "email"] == "declined"
    said = Consent.objects.filter(alumnus=daniel, state="given").first()
    assert said
    assert (said.heard_through, said.said_on, said.review_on) == (
        "their own page",
        today,
        today.replace(year=today.year + 2),
    )
    browser.post(reverse("choose_consent"), {})
    assert set(standing_grid(daniel, today).values()) == {"withdrawn"}


def test_what_they_keep_to_themselves_no_page_list_search_or_file_shows(
    daniel: Alumnus, novagen: Client, alumni_admin: User, sign_in: SignIn
) -> None:
    PositionFactory(person=daniel.person, client=novagen, title="Deputy Counsel")
    sought = IntroductionFactory(wanted_by=alumni_admin, colleague=None, through=daniel.person)
    Consent.objects.create(alumnus=daniel, state="given", said_on=timezone.localdate())
    staff, found = sign_in(alumni_admin), {}
    pages = {
        "directory": "/alumni/?view=all",
        "search": "/alumni/?view=all&q=novagen",
        "file": "/alumni/export.csv",
        "page": reverse("alumnus_detail", args=[daniel.public_id]),
        "person": reverse("person_detail", args=[daniel.person.public_id]),
        "people": "/people/?view=all",
        "people's file": "/people/export.csv",
        "history": reverse("person_history", args=[daniel.person.public_id]),
        "alumnus's history": reverse("alumnus_history", args=[daniel.public_id]),
        "introduction": reverse("introduction_detail", args=[sought.public_id]),
        "find": f"{reverse('find')}?q=daniel",
        "card": reverse("mutual_card", args=[daniel.person.public_id]),
    }

    def shown() -> dict[str, tuple[bool, bool]]:
        texts = {name: staff.get(where).getvalue().decode() for name, where in pages.items()}
        return {
            name: ("Deputy Counsel" in text or (name == "search" and "Daniel" in text), "daniel@reyes" in text)
            for name, text in texts.items()
        }

    found = shown()
    assert [name for name, (job, _) in found.items() if not job] == ["introduction", "card"]
    shows_address = {"file", "page", "person", "people", "history", "alumnus's history", "introduction"}
    assert {name for name, (_, address) in found.items() if address} >= shows_address
    visiting(daniel).post(
        reverse("choose_visibility"),
        {"name_for": "firm", "email_for": "hidden", "phone_for": "firm", "job_for": "hidden"},
    )
    assert shown() == dict.fromkeys(pages, (False, False))


def test_other_alumni_see_only_what_was_opened_to_them(daniel: Alumnus) -> None:
    sophie = AlumnusFactory(person=PersonFactory(name="Sophie Lindgren"), name_for="alumni", phone_for="everyone")
    AlumnusFactory(person=PersonFactory(name="Oliver Tan"), email_for="alumni")
    ContactPointFactory(person=sophie.person, value="sophie@orrin.example")
    ContactPointFactory(person=sophie.person, kind="phone", value="+41 61 555 01 02")
    page = visiting(daniel).get(f"{PAGE}?q=sop").content.decode()
    assert "Sophie Lindgren" in page
    assert "+41 61 555 01 02" in page
    assert "sophie@orrin.example" not in page
    assert "Oliver" not in visiting(daniel).get(PAGE).content.decode(), "not found without their name"


def test_who_guesses_is_slowed_down(daniel: Alumnus) -> None:
    browser = Browser()
    answers = [browser.post(reverse("open_own_page", args=[f"guess-{n}"])).status_code for n in range(61)]
    assert (answers[0], answers[-1]) == (404, 429)
