"""People who were erased, in mail that comes in: they are left out, and what is with them alone is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from relationships.capture import reasons
from relationships.capture.found import Found, Party
from relationships.contacts.forgotten import anybody_forgotten, forgotten_among
from relationships.contacts.models import ContactPoint


def without_erased(found: Sequence[Found]) -> Sequence[Found]:
    """The same messages in the same order without people who were erased, unless somebody added them by hand since."""
    if not anybody_forgotten():
        return found
    gone = forgotten_among(party.address for each in found for party in _parties(each))
    # Who was added by hand since is here by somebody's decision.
    gone -= set(ContactPoint.objects.filter(kind="email", value__in=gone).values_list("value", flat=True))
    return [_without(each, gone) for each in found] if gone else found


def _without(each: Found, gone: set[str]) -> Found:
    if not any(party.address in gone for party in _parties(each)):
        return each
    others = tuple(party for party in each.others if party.address not in gone)
    if each.sender is not None and each.sender.address not in gone and others:
        return replace(each, others=others)
    why = "" if each.refused else reasons.ERASED
    return replace(each, sender=None, others=(), subject="", body="", failed=(), ignored=why)


def _parties(each: Found) -> tuple[Party, ...]:
    return (*((each.sender,) if each.sender else ()), *each.others)
