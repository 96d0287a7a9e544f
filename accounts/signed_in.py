"""The colleague behind a request, where the gate has already let them in."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


def colleague(request: HttpRequest) -> User:
    """The signed-in user. Call inside views that `accounts.gate.requires` guards."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("This view forgot to ask who is there.")
    return user
