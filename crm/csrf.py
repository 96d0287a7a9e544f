"""Tokens of forms, masked in one go: Django asks for a random number for each of a token's 32 characters."""

from __future__ import annotations

import os
from operator import add

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token
from django.utils.functional import SimpleLazyObject

_SIGNS = len(CSRF_ALLOWED_CHARS)
_EVEN = 256 - 256 % _SIGNS
"""Below this each sign has as many bytes as any other; those above are thrown away."""
_SIGN_OF = bytes(each % _SIGNS for each in range(256))
_UNEVEN = bytes(range(_EVEN, 256))
_PLACE = {sign: place for place, sign in enumerate(CSRF_ALLOWED_CHARS)}
_TWICE = CSRF_ALLOWED_CHARS * 2


def token(request: HttpRequest) -> dict[str, object]:
    """Context processor: `csrf_token`, made when a form asks for it; the same as Django's, which takes it back."""
    return {"csrf_token": SimpleLazyObject(lambda: masked_token(request))}


def masked_token(request: HttpRequest) -> str:
    """What `django.middleware.csrf.get_token` answers."""
    secret = request.META.get("CSRF_COOKIE")
    if secret is None:
        return get_token(request)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True  # as Django does: the cookie is sent again and lasts longer
    mask = _mask()
    return "".join([CSRF_ALLOWED_CHARS[each] for each in mask]) + "".join(
        [_TWICE[place] for place in map(add, map(_PLACE.__getitem__, secret), mask)]
    )


def _mask() -> bytes:
    found = b""
    while len(found) < CSRF_SECRET_LENGTH:
        found += os.urandom(2 * CSRF_SECRET_LENGTH).translate(_SIGN_OF, _UNEVEN)
    return found[:CSRF_SECRET_LENGTH]
