"""Writing ledger entries by hand. Every correction leaves what the row said before it; nothing is ever deleted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.public_id import new_public_id
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.engagements.models import LedgerEntry
from relationships.engagements.rates import base_amount

BY_HAND = ""
"""The `source` of entries that came out of no register."""
PRICED_BY = ("amount", "currency", "booked_on")


@transaction.atomic
def add_ledger_entry(*, client: Client, by: User, **fields: Any) -> LedgerEntry:
    """Book an amount. Without `base_amount` it is brought into the firm's currency at the rate of its day.

    `fields`: those of `LedgerEntry`; the sign must fit the kind (`signs`). Raises `NoRate` or `TooMuch`.
    """
    priced = _priced(fields, fields.pop("base_amount", None))
    entry = LedgerEntry.objects.create(
        client=client, created_by=by, source=BY_HAND, external_id=new_public_id(), **fields, base_amount=priced
    )
    _ring(entry)
    return entry


@transaction.atomic
def edit_ledger_entry(*, entry: LedgerEntry, expected_version: int, changes: dict[str, Any]) -> LedgerEntry:
    """Correct an entry. Raises `NoRate`, `TooMuch` or `Conflict`.

    The amount in the firm's currency is computed anew when amount, currency or day changed and nobody gave another.
    An entry of a register keeps the correction: imports leave it as it is from now on.
    """
    said = {name: changes.get(name, getattr(entry, name)) for name in PRICED_BY}
    given = changes.get("base_amount", entry.base_amount)
    if given == entry.base_amount and any(said[name] != getattr(entry, name) for name in PRICED_BY):
        given = None
    priced = _priced(said, given)
    changes = {**changes, "base_amount": priced}
    if entry.source != BY_HAND and any(getattr(entry, name) != value for name, value in changes.items()):
        changes["corrected_at"] = timezone.now()
    saved = entry.save_changes(expected_version=expected_version, changes=changes)
    _ring(entry)
    return saved


@transaction.atomic
def follow_register(*, entry: LedgerEntry) -> LedgerEntry:
    """Let the next import write over what was corrected by hand."""
    return entry.save_changes(expected_version=entry.version, changes={"corrected_at": None})


@transaction.atomic
def keep_correction(*, entry: LedgerEntry) -> LedgerEntry:
    """Leave the entry alone in imports again: the way back from `follow_register`."""
    return entry.save_changes(expected_version=entry.version, changes={"corrected_at": timezone.now()})


@transaction.atomic
def archive_ledger_entry(*, entry: LedgerEntry) -> LedgerEntry:
    """Take an entry out of every sum: for mistakes. What was billed and taken back is a credit instead."""
    saved = entry.save_changes(expected_version=entry.version, changes={"archived_at": timezone.now()})
    _ring(entry)
    return saved


@transaction.atomic
def restore_ledger_entry(*, entry: LedgerEntry) -> LedgerEntry:
    """Let an archived entry count again."""
    saved = entry.save_changes(expected_version=entry.version, changes={"archived_at": None})
    _ring(entry)
    return saved


def _priced(said: dict[str, Any], given: Decimal | None) -> Decimal:
    base = the_firm().base_currency
    if given is not None and said["currency"] != base:
        return given
    return base_amount(said["amount"], currency=said["currency"], base=base, on=said["booked_on"])


def _ring(entry: LedgerEntry) -> None:
    facts_changed.send(sender=LedgerEntry, client_ids=[entry.client_id])
