"""What colleagues change about themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import SentForm, User

SENT_FORMS_KEPT = timedelta(days=2)
"""Longer than any session: whoever sends a form later than that has signed in again and was given a new token."""
OWN_FIELDS = frozenset({"name", "time_zone", "theme", "density", "single_keys", "log_language", "start_page"})


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


@transaction.atomic
def forget_what_is_over() -> None:
    """Drop sessions that have ended, and the answers to forms that nobody can send any more."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SentForm.objects.filter(made_at__lt=now - SENT_FORMS_KEPT).delete()
