"""Giving out and revoking tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.tokens import Scope, digest_of, new_token

MOST_DAYS = 366
MOST_TOKENS = 20


class TooMany(Exception):
    """More tokens than anybody keeps an eye on."""


@transaction.atomic
def make_token(*, user: User, name: str, scopes: Sequence[Scope], days: int) -> tuple[ApiToken, str]:
    """A token of `user` for `days` (1 to 366), and what the program sends; that is kept nowhere. Raises `TooMany`."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"A token lasts 1 to {MOST_DAYS} days.")
    User.objects.select_for_update().get(pk=user.pk)
    now = timezone.now()
    if ApiToken.objects.filter(user=user, archived_at__isnull=True, expires_at__gt=now).count() >= MOST_TOKENS:
        raise TooMany
    token = new_token()
    made = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(token),
        ends=token[-4:],
        scopes=sorted(scope.value for scope in scopes),
        expires_at=now + timedelta(days=days),
    )
    return made, token


@transaction.atomic
def revoke_token(*, token: ApiToken) -> ApiToken:
    """From the next request on it opens nothing."""
    return token.save_changes(expected_version=token.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def revoke_tokens(*, user: User) -> int:
    """Revoke every token of `user` that opens something still; answer how many."""
    still = ApiToken.objects.filter(user=user, archived_at__isnull=True, expires_at__gt=timezone.now())
    return len([revoke_token(token=each) for each in still.order_by("pk")])
