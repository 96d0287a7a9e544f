"""A new password ends the calendar feed, which answers to whoever has its address (ADR 0031)."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from relationships.capture.access_actions import withdraw_feed


def end_feed(sender: object, *, user: User, **_: Any) -> None:
    """Of whoever has just changed or reset their password."""
    withdraw_feed(user=user)
