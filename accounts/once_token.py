"""The token that a form which adds carries (`accounts.once`)."""

from __future__ import annotations

from accounts.public_id import new_public_id

FIELD = "once"


def new_token() -> str:
    """Answer a token for one form on one page."""
    return new_public_id()
