"""Secret addresses: what stands in them, and what is kept of it."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

LONGEST_TOKEN = 100
"""What is longer was never a token of ours."""


def new_token() -> str:
    """A secret of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits, from which nobody reads it again."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def token_for(kind: str, public_id: str) -> str:
    """The secret that every mail about one record carries: worked out again from the server's key, kept nowhere."""
    secret = salted_hmac(f"relationships.foundation.secret_address.{kind}", public_id, algorithm="sha256").digest()
    return urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")
