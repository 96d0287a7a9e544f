"""Writing many alumni at once: one statement for each act, to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts import many_records
from accounts.many_records import Done
from accounts.models import User
from relationships.alumni.models import Alumnus


@transaction.atomic
def assign_keeper(*, alumnus_ids: Iterable[int], keeper: User | None) -> list[Done]:
    """Let `keeper` (or nobody) stay in touch with them."""
    return many_records.set_on_many(Alumnus, alumnus_ids, field="keeper", value=keeper.pk if keeper else None)


@transaction.atomic
def archive_alumni(*, alumnus_ids: Iterable[int], away: bool = True) -> list[Done]:
    """Put records away, or with `away` false bring archived ones back; the people stay as they are."""
    write = many_records.archive_many if away else many_records.restore_many
    return write(Alumnus, alumnus_ids)


@transaction.atomic
def put_back(*, field: str, done: Sequence[Done]) -> list[int]:
    """Restore what stood in `field`; answers the ids of the records that nobody had saved since."""
    return many_records.put_back(Alumnus, done, field=field)
