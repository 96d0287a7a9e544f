"""Sample data in a firm of one's own: invented clients to look around with, made and removed as a whole.

What is made carries the source `sample`; rows that have none hang on such a row, and are not younger than the firm's
`sample_since`: nobody saw the sample before, so whatever is younger was made by people.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.firm_actions import lock_firm
from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.firm_day import firm_day
from relationships.imports.demo_firm.build import build
from relationships.imports.demo_firm.size import FirmSize
from relationships.imports.demo_firm.staff import SAMPLE
from relationships.interactions.models import Interaction

SIZE = FirmSize(clients=120, people=400, interactions=6_000, ledger=3_500, colleagues=16)
# The generator numbers its drawings by seed; larger ones would leave the range of its keys.
SEEDS = 100_000
REASON = "Counts what is sample data, or whether anything is not; shows none of it."


class SampleRefused(Exception):
    """Sample data can't be made now; the message says why."""


@dataclass(frozen=True)
class SampleCounts:
    """How much of it there is."""

    clients: int
    people: int
    engagements: int
    entries: int
    touchpoints: int
    colleagues: int


def sample_counts() -> SampleCounts:
    """What the database holds of sample data."""
    return SampleCounts(
        clients=of_the_sample(Client.objects.unscoped(reason=REASON)).count(),
        people=of_the_sample(Person.objects.unscoped(reason=REASON)).count(),
        engagements=of_the_sample(Engagement.objects.unscoped(reason=REASON)).count(),
        entries=of_the_sample(LedgerEntry.objects.unscoped(reason=REASON)).count(),
        touchpoints=of_the_sample(Interaction.objects.unscoped(reason=REASON)).count(),
        colleagues=User.objects.filter(source=SAMPLE).count(),
    )


def of_the_sample(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` that were invented."""
    return rows.filter(source=SAMPLE)


def own_clients() -> bool:
    """Whether any client is the firm's own. Not how many: some may stand behind a wall."""
    return Client.objects.unscoped(reason=REASON).exclude(source=SAMPLE).exists()


@transaction.atomic
def make_sample(*, by: User | None, size: FirmSize = SIZE) -> None:
    """Fill a firm without clients with invented ones. Its name, settings and colleagues stay as they are.

    Raises `SampleRefused` where there is sample data already, or clients of the firm's own.
    """
    firm = lock_firm()
    if firm.sample_since is not None:
        raise SampleRefused("The sample data is there already.")
    if own_clients():
        raise SampleRefused("There are clients of your own. Invented ones beside them would mix up every figure.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '25s'")
    seed = secrets.randbelow(SEEDS) + 2
    with pghistory.context(job="make_sample", user=by.pk if by else None):
        day = firm_day()
        client_ids = build(size=size, seed=seed, today=day.on, source=SAMPLE, zone=day.zone, say=lambda line: None)
        Firm.objects.filter(pk=firm.pk).update(sample_since=Now())
        facts_changed.send(sender=make_sample, client_ids=client_ids)
