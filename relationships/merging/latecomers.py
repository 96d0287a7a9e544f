"""What was written on a merged record after all: by somebody who had its form open, or in the same second."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import connection, models, transaction
from django.db.models import Max

from relationships.clients.models import Client
from relationships.clients.one_writer import is_my_turn
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.merging.concerned import clients_concerned
from relationships.merging.journal import Journal
from relationships.merging.models import Absorbed, MergeChange
from relationships.merging.moving import move_everything
from relationships.merging.relations import Relation, Stays, relations_to

_ON_MERGED = """
SELECT DISTINCT t.{column} FROM {records} m JOIN {table} t ON t.{column} = m.id
WHERE m.merged_into_id IS NOT NULL AND {living}
"""


def gather_latecomers() -> int:
    """Let whatever was written on merged records since follow the rest; on how many records. Safe to repeat."""
    return sum(_gather(model, pk) for model in (Client, Person) for pk in sorted(_written_on(model)))


def _written_on(target: type[models.Model]) -> set[int]:
    found: set[int] = set()
    for relation in relations_to(target):
        # The double's own pointer is no row on it; a chain of merges was shortened when it was made.
        if not isinstance(relation.rule, Stays) and relation.model is not target:
            found |= _ids(relation, target)
    return found


def _ids(relation: Relation, target: type[models.Model]) -> set[int]:
    living = "t.archived_at IS NULL" if relation.is_record else "TRUE"
    table, records = relation.model._meta.db_table, target._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_ON_MERGED.format(column=relation.column, table=table, records=records, living=living))
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _gather(target: type[Any], pk: int) -> int:
    with pghistory.context(job="merge"):
        if not is_my_turn():
            return 0
        double = target.objects.unscoped(reason="locks a merged record").select_for_update().get(pk=pk)
        whose = {"client" if target is Client else "person": double}
        absorbed = (
            Absorbed.objects.filter(merge__undone_at=None, **whose).select_related("merge").order_by("-pk").first()
        )
        if double.merged_into_id is None or absorbed is None:
            return 0
        journal = Journal(absorbed.merge)
        last = MergeChange.objects.filter(merge=absorbed.merge).aggregate(Max("step"))["step__max"]
        journal.step = last or 0
        move_everything(journal, target, absorbed=pk, keeper=double.merged_into_id)
        ids = [pk, double.merged_into_id]
        ring = clients_concerned(ids) if target is Client else clients_concerned(people=ids)
        facts_changed.send(sender=target, client_ids=sorted(ring))
    return 1
