"""Tokens for programs: shown once, kept as a digest, narrow, ending, revoked at once, never worth more than their holder."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.token_actions import MOST_TOKENS, make_token, revoke_token
from accounts.tokens import Scope, digest_of, holder_of

pytestmark = pytest.mark.django_db
READ, WRITE = Scope.READ, Scope.WRITE


def test_it_is_shown_once_and_only_its_digest_is_kept(sign_in, account_manager):
    browser = sign_in(account_manager)
    sent = {"name": "Reports", "scope": "read", "days": "30"}
    assert browser.post(reverse("add_token"), sent).status_code == 303
    kept = ApiToken.objects.get()
    page = browser.get(reverse("token_list"))
    token = page.context["shown"]
    assert token in page.text
    assert token not in browser.get(reverse("token_list")).text
    assert (kept.digest, kept.ends) == (digest_of(token), token[-4:])
    assert token not in str(ApiToken.objects.values().get())
    assert timedelta(days=29) < kept.expires_at - timezone.now() < timedelta(days=31)
    assert holder_of(token, READ) == account_manager


def test_it_opens_what_its_scope_says(account_manager):
    _, reads = make_token(user=account_manager, name="Reports", scopes=[READ], days=1)
    _, writes = make_token(user=account_manager, name="Log", scopes=[READ, WRITE], days=1)
    assert [holder_of(each, scope) for each in (reads, writes) for scope in (READ, WRITE)] == [
        account_manager,
        None,
        account_manager,
        account_manager,
    ]


def test_revoked_run_out_closed_and_made_up_look_the_same(account_manager):
    kept, token = make_token(user=account_manager, name="Reports", scopes=[READ], days=1)
    assert holder_of(token, READ) is not None
    for fields in ({"is_active": False}, {"is_active": True}):
        User.objects.filter(pk=account_manager.pk).update(**fields)
        assert (holder_of(token, READ) is None) is not fields["is_active"]
    ApiToken.objects.filter(pk=kept.pk).update(expires_at=timezone.now())
    assert holder_of(token, READ) is None
    ApiToken.objects.filter(pk=kept.pk).update(expires_at=timezone.now() + timedelta(days=1))
    revoke_token(token=kept)
    assert holder_of(token, READ) is None
    for made_up in (
        "",
        token[:-1],
        token + "x",
        kept.digest,
        "perennial_",
        "perennial_\x00",
        "perennial_" + "x" * 10_000,
    ):
        assert holder_of(made_up, READ) is None, made_up[:30]


def test_use_is_noted_once_a_minute(account_manager):
    kept, token = make_token(user=account_manager, name="Reports", scopes=[READ], days=1)
    holder_of(token, READ)
    kept.refresh_from_db()
    first = kept.last_used_at
    holder_of(token, READ)
    kept.refresh_from_db()
    assert first is not None
    assert kept.last_used_at == first


def test_nobody_revokes_anothers_and_ones_own_ends_at_once(sign_in, account_manager, partner):
    kept, token = make_token(user=account_manager, name="Reports", scopes=[READ], days=1)
    where = reverse("end_token", args=[kept.public_id])
    assert sign_in(partner).post(where).status_code == 404
    assert holder_of(token, READ) == account_manager
    assert sign_in(account_manager).post(where).status_code == 303
    assert holder_of(token, READ) is None


def test_more_than_anybody_watches_is_refused_in_words(sign_in, account_manager):
    for number in range(MOST_TOKENS):
        make_token(user=account_manager, name=f"Token {number}", scopes=[READ], days=1)
    answer = sign_in(account_manager).post(reverse("add_token"), {"name": "One more", "scope": "read", "days": "7"})
    assert answer.status_code == 422
    assert "Revoke one" in answer.text


def test_the_password_is_asked_for_first(account_manager):
    account_manager.set_password("long enough, never used")
    account_manager.save()
    browser = Browser()
    browser.force_login(account_manager)
    sent = {"name": "Reports", "scope": "read", "days": "30"}
    assert browser.post(reverse("add_token"), sent)["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()
