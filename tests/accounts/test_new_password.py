"""A new password ends everything that opens without one."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import ApiToken, User
from accounts.token_actions import make_token
from accounts.tokens import Scope, holder_of
from relationships.capture.access_actions import make_feed

pytestmark = pytest.mark.django_db
OLD, NEW = "hospitality-not-service", "other-words-for-kindness"


@pytest.fixture
def maya(account_manager: User) -> User:
    account_manager.set_password(OLD)
    account_manager.save(update_fields=["password"])
    return account_manager


def test_a_changed_password_ends_tokens_feed_and_other_browsers_of_its_owner_alone(maya: User, partner: User) -> None:
    _, mine = make_token(user=maya, name="Reports", scopes=[Scope.READ], days=30)
    _, other = make_token(user=partner, name="Reports", scopes=[Scope.READ], days=30)
    feeds = {user.pk: reverse("calendar_feed", args=[make_feed(user=user)]) for user in (maya, partner)}
    here, elsewhere = Browser(), Browser()
    for browser in (here, elsewhere):
        assert browser.post("/accounts/login/", {"login": maya.email, "password": OLD}).status_code == 302
    assert "your tokens for programs and your calendar feed end" in here.get(reverse("account_change_password")).text
    refused = here.post(
        reverse("account_change_password"), {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    )
    assert refused.status_code == 422
    assert holder_of(mine, Scope.READ) == maya
    sent = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), sent).status_code == 302
    assert here.get(reverse("profile")).status_code == 200
    assert elsewhere.get(reverse("profile")).status_code == 302
    assert (holder_of(mine, Scope.READ), holder_of(other, Scope.READ)) == (None, partner)
    assert [Browser().get(feeds[user.pk]).status_code for user in (maya, partner)] == [404, 200]
    assert ApiToken.objects.filter(user=maya, archived_at__isnull=True).count() == 0


def test_a_password_that_was_reset_ends_them_too(maya: User) -> None:
    _, token = make_token(user=maya, name="Reports", scopes=[Scope.READ], days=30)
    feed = reverse("calendar_feed", args=[make_feed(user=maya)])
    browser = Browser()
    browser.post(reverse("account_reset_password"), {"email": maya.email})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    where = browser.get(link[0], follow=True).redirect_chain[-1][0]
    assert holder_of(token, Scope.READ) == maya
    assert browser.post(where, {"password1": NEW, "password2": NEW}).status_code == 302
    assert holder_of(token, Scope.READ) is None
    assert Browser().get(feed).status_code == 404
