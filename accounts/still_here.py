"""Who works here: whoever leaves does so until the last day is over."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

STILL_HERE = "(u.left_on IS NULL OR u.left_on >= current_date)"
"""Of a row `u` of accounts_user."""


def not_gone(prefix: str = "") -> Q:
    """No last day, or one that is not over."""
    return Q(**{f"{prefix}left_on__isnull": True}) | Q(**{f"{prefix}left_on__gte": timezone.localdate()})
