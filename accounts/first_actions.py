"""Letting the first administrator in."""

from __future__ import annotations

from django.db import connection, transaction

from accounts import first_key
from accounts.admin_actions import add_colleague
from accounts.models import User
from accounts.policy import Role


class WrongKey(Exception):
    """The key is not the one in force, or it is too old."""


class AlreadyRun(Exception):
    """Somebody administers this firm already."""


@transaction.atomic
def add_first_administrator(*, key: str, name: str, email: str, password: str) -> User:
    """Add the firm's first administrator; the key ends with it. Raises `WrongKey`, `AlreadyRun` or `AddressTaken`."""
    with connection.cursor() as cursor:
        # Two who use the key at once wait here for one another.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial first administrator'))")
    if not first_key.is_open():
        raise AlreadyRun
    if not first_key.fits(key):
        raise WrongKey
    user = add_colleague(email=email, name=name, role=Role.ADMINISTRATOR.value, password=password)
    first_key.end_key()
    return user
