"""The key with which the first administrator lets themselves in: printed by the server, used once, soon too old.

Only its digest is kept, in PostgreSQL, and only while nobody administers the firm.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.core.cache import cache

from accounts.models import User
from accounts.policy import Role

HOURS = 24
_KEPT = "first-administrator-key"
_GROUP = 5


def is_open() -> bool:
    """Whether the firm has nobody yet who could let others in."""
    return not User.objects.filter(role=Role.ADMINISTRATOR.value, is_active=True).exists()


def new_key() -> str:
    """A fresh key such as `K7QDP-3M2XA-…`, 100 random bits; earlier ones end."""
    letters = base64.b32encode(secrets.token_bytes(13)).decode()[:20]
    cache.set(_KEPT, _digest(letters), HOURS * 3600)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def fits(typed: str) -> bool:
    """Whether `typed` is the key in force; spaces, dashes and case do not matter."""
    kept = cache.get(_KEPT) or ""
    return bool(kept) and hmac.compare_digest(kept, _digest(typed))


def end_key() -> None:
    """From here on no key fits."""
    cache.delete(_KEPT)


def _digest(typed: str) -> str:
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
