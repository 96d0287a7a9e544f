"""Keeping the one spelling of every phone number that is written down."""

from __future__ import annotations

from django.db import connection, transaction

from accounts.queries import the_firm
from relationships.contacts.models import ContactPoint
from relationships.contacts.reach import phone_number, region_of

AT_ONCE = 5_000
_WRITE = """
UPDATE contacts_contactpoint c SET number = found.number
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS found (id, value, number)
WHERE c.id = found.id AND c.value = found.value
"""
_FORGET = r"UPDATE contacts_contactpoint SET number = NULL WHERE kind = 'phone' AND value !~ '^\s*(\+|00)'"


def spell_numbers() -> int:
    """Find out the numbers that nobody has looked at yet; answers how many. Safe to repeat, and to stop anywhere."""
    done = 0
    while some := _some():
        done += some
    return done


@transaction.atomic
def _some() -> int:
    rows = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, number=None).order_by("id")
    found = list(rows.values_list("id", "value")[:AT_ONCE])
    if found:
        region = region_of(the_firm().time_zone)
        ids, values = zip(*found, strict=True)
        numbers = [phone_number(value, region) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(ids), list(values), numbers])
    return len(found)


def forget_national_numbers() -> None:
    """The firm is in another country now: numbers without one are to be read anew."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
