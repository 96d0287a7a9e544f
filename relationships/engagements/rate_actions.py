"""Writing what a currency was worth on a day. Amounts that are booked keep the rate they were booked at."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.queries import the_firm
from relationships.engagements.models import ExchangeRate
from relationships.engagements.rate_lines import Line

_KEEP = """
INSERT INTO engagements_exchangerate AS known (currency, base_currency, "on", rate, by_hand)
SELECT currency, %(base)s, day, rate, true
FROM unnest(%(currencies)s::text[], %(days)s::date[], %(rates)s::numeric[]) AS said (currency, day, rate)
ON CONFLICT (currency, base_currency, "on") DO UPDATE
SET rate = EXCLUDED.rate, by_hand = true, archived_at = NULL, version = known.version + 1, updated_at = now()
WHERE known.rate <> EXCLUDED.rate OR known.archived_at IS NOT NULL
"""


@transaction.atomic
def keep_rates(*, rates: Iterable[Line]) -> int:
    """Keep these rates, in place of what was known of those days; answer how many are new or differ.

    Entries booked from now on take them; what is booked keeps its amount. All or none.
    """
    said = {(each.currency, each.on): each.rate for each in rates}
    values: dict[str, Any] = {
        "base": the_firm().base_currency,
        "currencies": [currency for currency, _ in said],
        "days": [day for _, day in said],
        "rates": list(said.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        return int(cursor.rowcount)


@transaction.atomic
def edit_rate(*, rate: ExchangeRate, expected_version: int, worth: Decimal) -> ExchangeRate:
    """Correct a rate. Raises `Conflict`."""
    return rate.save_changes(expected_version=expected_version, changes={"rate": worth, "by_hand": True})


@transaction.atomic
def archive_rate(*, rate: ExchangeRate) -> ExchangeRate:
    """Forget a mistaken rate; the day's is then the European Central Bank's, where it has one."""
    return rate.save_changes(expected_version=rate.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_rate(*, rate: ExchangeRate) -> ExchangeRate:
    """Know it again."""
    return rate.save_changes(expected_version=rate.version, changes={"archived_at": None})
