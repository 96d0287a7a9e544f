"""Pages for what went wrong: they stand alone and lose nothing that was typed."""

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory

from crm.errors import csrf_failure, page_not_found, permission_denied, server_error
from crm.typed import page_before, typed

PAGES = ("400", "403", "403_csrf", "404", "409", "500", "503")
NOTE = {"summary": "We spoke about the renewal.", "password": "hunter2", "csrfmiddlewaretoken": "x", "next": "/day/"}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_stands_without_database_request_or_context(name):
    shown = get_template(f"{name}.html").render()
    assert shown.count("<h1") == 1
    assert 'data-bs-theme="auto"' in shown
    assert 'href="/' in shown or 'href=""' in shown


@pytest.mark.django_db
@pytest.mark.parametrize(("view", "status"), [(page_not_found, 404), (permission_denied, 403), (csrf_failure, 403)])
def test_an_error_asks_the_database_nothing(rf, django_assert_num_queries, view, status):
    with django_assert_num_queries(0):
        assert view(rf.post("/clients/new/", NOTE)).status_code == status


def test_a_failure_of_ours_shows_again_what_was_typed(rf):
    shown = server_error(rf.post("/clients/new/", NOTE)).content.decode()
    assert "We spoke about the renewal." in shown
    assert "hunter2" not in shown


def test_what_was_typed_stays_text(rf):
    shown = server_error(rf.post("/", {"<b>note": "<script>alert(1)</script>"})).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize(("site", "shown"), [("same-origin", 1), ("cross-site", 0), ("same-site", 0), ("none", 0)])
def test_words_from_another_site_are_not_shown_as_ours(site, shown):
    request = RequestFactory().post("/", NOTE, headers={"Sec-Fetch-Site": site})
    assert len(typed(request)) == shown


def test_a_page_that_was_only_asked_for_has_nothing_typed(rf):
    assert typed(rf.get("/?summary=hello")) == []


def test_a_body_that_cannot_be_read_breaks_nothing(rf, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    request = rf.post("/", {str(number): "x" for number in range(9)})
    assert typed(request) == []


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/clients/new/?group=a", "/clients/new/?group=a"),
        ("http://elsewhere.example/clients/", ""),
        ("", ""),
    ],
)
def test_the_way_back_stays_in_the_house(rf, referer, back):
    assert page_before(rf.post("/", {}, headers={"Referer": referer})) == back


@pytest.mark.django_db
def test_a_form_without_its_token_is_answered_with_the_words_that_were_typed():
    browser = Client(enforce_csrf_checks=True)
    sent = {"login": "maya@example.com", "password": "hunter2"}
    answer = browser.post("/accounts/login/", sent, headers={"Referer": "http://testserver/accounts/login/"})
    assert answer.status_code == 403
    assert "This form has been open for too long" in answer.text
    assert "maya@example.com" in answer.text
    assert "hunter2" not in answer.text
    assert 'href="/accounts/login/"' in answer.text
