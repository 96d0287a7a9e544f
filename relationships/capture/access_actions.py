"""How a colleague lets mail in and lets plans out: what is kept, their drop address, their feed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.capture.feed_token import hash_of
from relationships.capture.models import CaptureChoice, DropAddress, Feed


class SomebodyElses(Exception):
    """The address is a colleague's."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@transaction.atomic
def choose_what_is_kept(
    *, user: User, expected_version: int | None, keeps: str, own_addresses: Sequence[str]
) -> CaptureChoice:
    """Save the choice. Raises `SomebodyElses`, `Conflict`."""
    User.objects.select_for_update().get(pk=user.pk)
    for address in own_addresses:
        taken = User.objects.filter(email=address).exclude(pk=user.pk).exists()
        if taken or CaptureChoice.objects.filter(own_addresses__contains=[address]).exclude(user=user).exists():
            raise SomebodyElses(address)
    choice, made = CaptureChoice.objects.get_or_create(
        user=user, defaults={"keeps": keeps, "own_addresses": list(own_addresses)}
    )
    if made:
        return choice
    changes = {"keeps": keeps, "own_addresses": list(own_addresses)}
    return choice.save_changes(expected_version=expected_version or choice.version, changes=changes)


@transaction.atomic
def make_drop_address(*, user: User) -> DropAddress:
    """A new drop address in place of the one before, which takes no mail any more."""
    withdraw_drop_address(user=user)
    token = base64.b32encode(secrets.token_bytes(15)).decode().lower()
    return DropAddress.objects.create(user=user, token=token)


@transaction.atomic
def withdraw_drop_address(*, user: User) -> None:
    """Take no mail at it any more. Twice is the same as once."""
    User.objects.select_for_update().get(pk=user.pk)
    for drop in DropAddress.objects.filter(user=user, archived_at__isnull=True):
        drop.save_changes(expected_version=drop.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def make_feed(*, user: User) -> str:
    """A new feed in place of the one before; answer its token, which is not kept and can't be shown again."""
    withdraw_feed(user=user)
    token = secrets.token_urlsafe(32)
    Feed.objects.create(user=user, token_hash=hash_of(token))
    return token


@transaction.atomic
def withdraw_feed(*, user: User) -> None:
    """Answer at it no more. Twice is the same as once."""
    User.objects.select_for_update().get(pk=user.pk)
    for feed in Feed.objects.filter(user=user, archived_at__isnull=True):
        feed.save_changes(expected_version=feed.version, changes={"archived_at": timezone.now()})
