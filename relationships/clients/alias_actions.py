"""Writing the other names of a client."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from relationships.clients.models import Alias, Client


class AlreadyAnAlias(Exception):
    """The client already goes by this name."""


@transaction.atomic
def add_alias(*, client: Client, name: str) -> Alias:
    """Let imports and searches find `client` under `name`; an archived alias comes back.

    Raises `AlreadyAnAlias`, also for the client's own name.
    """
    Client.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=client.pk)
    found = Alias.objects.filter(client=client, name=name).first()
    if name == client.name or (found and found.archived_at is None):
        raise AlreadyAnAlias
    return restore_alias(alias=found) if found else Alias.objects.create(client=client, name=name)


@transaction.atomic
def edit_alias(*, alias: Alias, expected_version: int, name: str) -> Alias:
    """Write the name as registers do. Raises `AlreadyAnAlias`, also for an archived one, or `Conflict`."""
    try:
        with transaction.atomic():
            if name == alias.client.name:
                raise AlreadyAnAlias
            return alias.save_changes(expected_version=expected_version, changes={"name": name})
    except IntegrityError as error:
        raise AlreadyAnAlias from error


@transaction.atomic
def archive_alias(*, alias: Alias, expected_version: int) -> Alias:
    """Forget the name from now on; what it matched before stays matched."""
    return alias.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_alias(*, alias: Alias) -> Alias:
    """Bring an archived name back."""
    return alias.save_changes(expected_version=alias.version, changes={"archived_at": None})
