"""What colleagues change about themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User

OWN_FIELDS = frozenset({"name", "time_zone", "theme", "density", "single_keys", "start_page"})


@transaction.atomic
def edit_profile(*, user: User, expected_version: int, changes: dict[str, Any]) -> User:
    """Save what a colleague may change about themselves. Raises `Conflict` when it was changed in between."""
    if not_theirs := set(changes) - OWN_FIELDS:
        raise ValueError(f"A profile does not hold {sorted(not_theirs)}.")
    return user.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def set_appearance(*, user: User, theme: str) -> None:
    """Choose the colours; the last choice wins, there is nothing to merge."""
    User.objects.filter(pk=user.pk).exclude(theme=theme).update(theme=theme, version=F("version") + 1, updated_at=Now())
