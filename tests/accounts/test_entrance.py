"""The sign-in pages: our words, no hint which half was wrong, no way to let oneself in."""

import re

import pytest
from django.contrib.messages import get_messages
from django.core import mail

from accounts.models import User

PASSWORD = "long enough, never used"

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return User.objects.create_user("maya@example.com", PASSWORD, name="Maya Okafor")


def text_of(answer) -> str:
    body = answer.text
    return body[body.index("<main") : body.index("</main>")].replace("nobody@", "maya@")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, maya):
    wrong = client.post("/accounts/login/", {"login": "maya@example.com", "password": "not this one"})
    unknown = client.post("/accounts/login/", {"login": "nobody@example.com", "password": "not this one"})
    assert "That e-mail and password don&#x27;t match." in wrong.text
    assert "<title>Error: Sign in" in wrong.text
    assert _without_tokens(text_of(wrong)) == _without_tokens(text_of(unknown))


def _without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_the_address_stays_in_its_field_and_the_password_never(client, maya):
    answer = client.post("/accounts/login/", {"login": "maya@example.com", "password": "not this one"})
    assert 'value="maya@example.com"' in answer.text
    assert "not this one" not in answer.text


def test_password_managers_find_their_fields(client):
    page = client.get("/accounts/login/").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize("address", ["maya@example.com", "nobody@example.com"])
def test_asking_for_a_new_password_tells_nobody_who_is_here(client, maya, address):
    answer = client.post("/accounts/password/reset/", {"email": address}, follow=True)
    assert "If the address belongs to somebody here" in answer.text


def test_nobody_lets_themselves_in(client):
    sent = {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    assert "Ask for an invitation" in client.post("/accounts/signup/", sent).text
    assert not User.objects.filter(email="eve@example.com").exists()


def test_a_password_that_is_refused_through_the_link_is_422_and_a_good_one_lets_in(client, maya):
    client.post("/accounts/password/reset/", {"email": "maya@example.com"})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    where = client.get(link[0])["Location"]
    for sent in ({}, {"password1": "short", "password2": "short"}, {"password1": PASSWORD + "1", "password2": "other"}):
        refused = client.post(where, sent)
        assert refused.status_code == 422
        assert "<title>Error: Choose a new password" in refused.text
    assert client.post(where, {"password1": PASSWORD + "1", "password2": PASSWORD + "1"}).status_code == 302
    assert client.login(username="maya@example.com", password=PASSWORD + "1")


def test_a_used_link_says_so(client):
    answer = client.get("/accounts/password/reset/key/0-set-password/")
    assert "This link has been used" in answer.text


def test_signing_in_needs_no_congratulation(client, maya):
    answer = client.post("/accounts/login/?next=/healthz", {"login": "maya@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/healthz"
    assert list(get_messages(answer.wsgi_request)) == []
