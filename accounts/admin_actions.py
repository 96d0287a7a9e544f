"""Running the firm: its offices and practices, who is a colleague, and what they may do."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Office, Practice, User
from accounts.policy import Role
from accounts.still_here import not_gone

Place = Office | Practice
RIGHTS = ("role", "firm_totals", "clients_seen")


class NameTaken(Exception):
    """Another office or practice has this name."""


class AddressTaken(Exception):
    """Another colleague signs in with this address."""


class YourOwnRights(Exception):
    """Nobody raises or drops their own rights, or closes their own account: a second administrator does."""


class LastAdministrator(Exception):
    """The firm would be left without anybody who can administer it."""


@transaction.atomic
def add_place(*, model: type[Office] | type[Practice], name: str) -> Place:
    """Add an office or practice. Raises `NameTaken`."""
    _refuse_taken_name(model, name)
    return model.objects.create(name=name)


@transaction.atomic
def edit_place(*, place: Place, expected_version: int, changes: dict[str, Any]) -> Place:
    """Rename an office or practice. Raises `NameTaken` or `Conflict`."""
    _refuse_taken_name(type(place), changes.get("name", place.name), but=place.pk)
    return place.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def archive_place(*, place: Place) -> Place:
    """Offer it no more; whoever belongs to it stays."""
    return place.save_changes(expected_version=place.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_place(*, place: Place) -> Place:
    """Offer it again."""
    return place.save_changes(expected_version=place.version, changes={"archived_at": None})


@transaction.atomic
def add_colleague(*, email: str | None, **fields: Any) -> User:
    """Add a colleague, who chooses a password through the link in their mail. Raises `AddressTaken`."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, **fields)
    except IntegrityError as error:
        raise AddressTaken from error
    _follow_address(user)
    return user


@transaction.atomic
def edit_colleague(*, user: User, by: User, expected_version: int, changes: dict[str, Any]) -> User:
    """Save `changes`. Raises `AddressTaken`, `YourOwnRights`, `LastAdministrator` or `Conflict`."""
    _refuse_own_rights(user, by, changes)
    stays = changes.get("role", user.role) == Role.ADMINISTRATOR and changes.get("email", user.email)
    if user.role == Role.ADMINISTRATOR and not stays:
        _refuse_last_administrator(user)
    try:
        with transaction.atomic():
            saved = user.save_changes(expected_version=expected_version, changes=changes)
    except IntegrityError as error:
        raise AddressTaken from error
    if saved.email != user.email:
        _follow_address(saved)
    return saved


@transaction.atomic
def close_account(*, user: User, by: User | None, expected_version: int | None = None) -> User:
    """End a colleague's access with their next click; their work and name stay.

    Raises `YourOwnRights`, `LastAdministrator` or `Conflict`.
    """
    refuse_closing(user=user, by=by)
    left_on = user.left_on or max(timezone.localdate(), user.joined_on or timezone.localdate())
    changes = {"is_active": False, "left_on": left_on}
    return user.save_changes(expected_version=expected_version or user.version, changes=changes)


def refuse_closing(*, user: User, by: User | None) -> None:
    """Raise `YourOwnRights` or `LastAdministrator` where `by` may not close the account. Call inside a transaction."""
    if by is not None and by.pk == user.pk:
        raise YourOwnRights
    if user.role == Role.ADMINISTRATOR:
        _refuse_last_administrator(user)


@transaction.atomic
def reopen_account(*, user: User) -> User:
    """Let a colleague who came back sign in again."""
    return user.save_changes(expected_version=user.version, changes={"is_active": True, "left_on": None})


def _refuse_taken_name(model: type[Office] | type[Practice], name: str, *, but: int = 0) -> None:
    if model._base_manager.filter(name__iexact=name).exclude(pk=but).exists():
        raise NameTaken


def _refuse_own_rights(user: User, by: User, changes: dict[str, Any]) -> None:
    rights = {name: changes[name] for name in RIGHTS if name in changes}
    if user.pk == by.pk and any(getattr(user, name) != value for name, value in rights.items()):
        raise YourOwnRights


def _refuse_last_administrator(user: User) -> None:
    # Two administrators who close each other's accounts at once wait here for one another.
    # Whoever has no address to sign in with, or left, can't administer anything.
    able = User.objects.filter(not_gone(), email__isnull=False, archived_at__isnull=True, is_active=True)
    administrators = able.select_for_update().filter(role=Role.ADMINISTRATOR.value)
    if not {each.pk for each in administrators.order_by("pk")} - {user.pk}:
        raise LastAdministrator


def _follow_address(user: User) -> None:
    """Whoever signs in does so with the one address that the firm gave them."""
    EmailAddress.objects.filter(user=user).delete()
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    elif user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
