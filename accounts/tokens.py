"""Tokens for programs that work in a colleague's name: what they look like, and whose one is. Only a digest is kept.

A token is never worth more than its holder: their role, walls and open account count at each use, and its scopes narrow
that further.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.still_here import not_gone

PREFIX = "perennial_"
"""So that scanners of leaked secrets, and people, know what they found."""
LONGEST = 200
USE_NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token opens."""

    READ = "read"
    WRITE = "write"


def new_token() -> str:
    """256 random bits, as a program sends them."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain digest can't be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder_of(token: str, scope: Scope) -> User | None:
    """The colleague in whose name a program may do what `scope` says, or None: unknown, run out, revoked, of a closed
    account or for something else, all alike. Use is noted once a minute at most."""
    if not token.startswith(PREFIX) or len(token) > LONGEST:
        return None
    now = timezone.now()
    found = (
        ApiToken.objects.filter(digest=digest_of(token), scopes__contains=[scope.value], expires_at__gt=now)
        .filter(not_gone("user__"), archived_at__isnull=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None:
        return None
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=found.pk).update(last_used_at=now)
    return found.user
