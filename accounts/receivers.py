"""A new password ends whatever signs in without one (ADR 0031)."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.token_actions import revoke_tokens


def end_tokens(sender: object, *, user: User, **_: Any) -> None:
    """Of whoever has just changed or reset their password."""
    revoke_tokens(user=user)
