"""Writing much work at once: one statement for each act, the doorbell rung once, everything to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts import many_records
from accounts.many_records import Done
from accounts.models import User
from relationships.clients.signals import facts_changed
from relationships.engagements.models import Engagement


@transaction.atomic
def assign_lead(*, engagement_ids: Iterable[int], lead: User | None) -> list[Done]:
    """Let `lead` (or nobody) lead the work; entries keep the partner they were booked with."""
    return _ring(many_records.set_on_many(Engagement, engagement_ids, field="partner", value=lead.pk if lead else None))


@transaction.atomic
def archive_engagements(*, engagement_ids: Iterable[int], away: bool = True) -> list[Done]:
    """Put work away, or with `away` false bring archived work back; its entries keep counting."""
    write = many_records.archive_many if away else many_records.restore_many
    return _ring(write(Engagement, engagement_ids))


@transaction.atomic
def put_back(*, field: str, done: Sequence[Done]) -> list[int]:
    """Restore what stood in `field`; answers the ids of the work that nobody had saved since."""
    ids = many_records.put_back(Engagement, done, field=field)
    _ring([(pk, 0, None) for pk in ids])
    return ids


def _ring(done: list[Done]) -> list[Done]:
    if done:
        rows = Engagement.objects.unscoped(reason="whose clients' facts have changed")
        clients = rows.filter(pk__in=[row[0] for row in done]).order_by("client_id").values_list("client_id", flat=True)
        facts_changed.send(sender=Engagement, client_ids=list(clients.distinct()))
    return done
