"""What is kept of the secret in a feed's address. Pure."""

from __future__ import annotations

import hashlib


def hash_of(token: str) -> str:
    """64 hex digits that tell nothing of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
