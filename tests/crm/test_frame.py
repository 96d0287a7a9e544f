"""What every page passes through, where it was made cheaper than Django's own: it answers the same."""

from __future__ import annotations

import pytest
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve

from accounts import queries
from accounts.backends import ColleagueBackend
from accounts.models import User
from accounts.sessions import SessionStore
from crm.by_first_word import by_first_word
from crm.csrf import masked_token
from crm.policy_header import PolicyHeaderMiddleware
from tests.cast import SignIn


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_masked_token_is_taken_back_and_never_the_same() -> None:
    request = RequestFactory().get("/")
    get_token(request)
    secret, tokens = request.META["CSRF_COOKIE"], {masked_token(request) for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        sent = RequestFactory().post("/", {"csrfmiddlewaretoken": token})
        sent.COOKIES["csrftoken"] = secret
        looking = CsrfViewMiddleware(answer)
        looking.process_request(sent)
        assert looking.process_view(sent, answer, (), {}) is None


def test_a_visitor_without_a_cookie_is_given_one() -> None:
    request = RequestFactory().get("/")
    assert len(masked_token(request)) == 64
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]


def test_an_answer_with_a_policy_of_its_own_keeps_it() -> None:
    usual = PolicyHeaderMiddleware(answer)(RequestFactory().get("/"))
    own = PolicyHeaderMiddleware(csp_update({"img-src": "https://pictures.example"})(answer))(RequestFactory().get("/"))
    assert "default-src 'self'" in usual["Content-Security-Policy"]
    assert "pictures.example" in own["Content-Security-Policy"]
    assert "pictures.example" not in usual["Content-Security-Policy"]


def test_addresses_lead_where_they_led_whatever_word_comes_first() -> None:
    first, second = path("a/<str:x>/", answer, name="first"), path("a/b/", answer, name="second")
    found = by_first_word([path("c/", answer, name="c"), first, path("a", answer, name="bare"), second], first=("a",))
    assert [str(each.pattern) for each in found] == ["a/", "c/", "a"]
    group = found[0]
    assert isinstance(group, URLResolver)
    assert [each.name for each in group.url_patterns if isinstance(each, URLPattern)] == ["first", "second"]
    assert group.resolve("a/b/").url_name == "first"
    with pytest.raises(ValueError, match="not fixed"):
        by_first_word([path("<str:x>/", answer)])


def test_a_route_reads_as_it_was_written() -> None:
    assert resolve("/clients/abcdefghijkl/timeline/").route == "clients/<str:public_id>/timeline/"
    assert len(get_resolver().url_patterns) < 80


@pytest.mark.django_db
def test_the_row_that_came_with_a_session_is_of_whom_the_session_says(
    partner: User, account_manager: User, sign_in: SignIn
) -> None:
    keys = {user: sign_in(user).session.session_key for user in (partner, account_manager)}
    backend = ColleagueBackend()
    queries.begin_request()
    try:
        for _ in range(2):
            for user, key in keys.items():
                SessionStore(key).load()
                assert backend.get_user(user.pk) == user
        SessionStore(keys[partner]).load()
        assert backend.get_user(account_manager.pk) == account_manager
        SessionStore(keys[partner]).load()
        User.objects.filter(pk=partner.pk).update(name="Another Name")
        assert backend.get_user(partner.pk) == partner
        assert str(backend.get_user(partner.pk)) == "Another Name", "what came along serves once"
    finally:
        queries.end_request()


@pytest.mark.django_db
def test_a_closed_account_is_out_at_the_next_page(partner: User, sign_in: SignIn) -> None:
    browser = sign_in(partner)
    assert browser.get("/me/sessions/").status_code == 200
    User.objects.filter(pk=partner.pk).update(is_active=False)
    assert browser.get("/me/sessions/").status_code == 302
