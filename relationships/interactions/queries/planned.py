"""What is planned: for a colleague, and with clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from relationships.foundation.list_file import in_chunks
from relationships.interactions.models import PlannedTouch, PlannedTouchQuerySet

DONE_DAYS = 14
MOST = 200
HEADER = ("Client", "Reason", "Due", "Planned by", "Done")


@dataclass(frozen=True)
class Planned:
    """A colleague's planned touches: `late` and `today` are due, `later` are not, `done` lie at most 14 days back."""

    late: list[PlannedTouch]
    today: list[PlannedTouch]
    later: list[PlannedTouch]
    done: list[PlannedTouch]

    @property
    def due(self) -> int:
        return len(self.late) + len(self.today)


def planned_for(user: User, today: date) -> Planned:
    """What stands on the days of `user`, with clients they may see."""
    waiting = list(_waiting(user)[:MOST])
    done = _done(user)[:MOST]
    return Planned(
        late=[each for each in waiting if each.due_on < today],
        today=[each for each in waiting if each.due_on == today],
        later=[each for each in waiting if each.due_on > today],
        done=list(done),
    )


def planned_rows(user: User) -> Iterator[Sequence[Any]]:
    """Everything on the days of `user`, what is done last, in the order of the page, below `HEADER`."""
    for rows in (_waiting(user), _done(user)):
        for part in in_chunks(rows):
            for each in part:
                yield (each.client.name, each.reason, each.due_on, each.planned_by.name, each.done_at)


def _waiting(user: User) -> PlannedTouchQuerySet:
    rows: PlannedTouchQuerySet = _with_names(user).filter(colleague=user).open().order_by("due_on", "id")
    return rows


def _done(user: User) -> PlannedTouchQuerySet:
    since = timezone.now() - timedelta(days=DONE_DAYS)
    rows: PlannedTouchQuerySet = _with_names(user).filter(colleague=user, done_at__gte=since, archived_at__isnull=True)
    return rows.order_by("-done_at", "-id")


def any_due(user: User, today: date) -> bool:
    """Whether something on the days of `user` is due."""
    return PlannedTouch.objects.visible_to(user).open().filter(colleague=user, due_on__lte=today).exists()


def planned_with(user: User, client_ids: Iterable[int]) -> Mapping[int, PlannedTouch]:
    """The next open planned touch with each of these clients, as far as `user` may see them."""
    rows = _with_names(user).open().filter(client_id__in=list(client_ids)).order_by("-due_on", "-id")
    return {each.client_id: each for each in rows}


def open_with(user: User, client_id: int) -> list[PlannedTouch]:
    """What is planned with a client on anybody's day, the earliest first."""
    rows: PlannedTouchQuerySet = PlannedTouch.objects.visible_to(user)
    waiting = rows.open().filter(client_id=client_id).select_related("colleague", "planned_by")
    return list(waiting.order_by("due_on", "id")[:MOST])


def own_planned(user: User) -> QuerySet[PlannedTouch]:
    """What `user` may change: what stands on their days, and what they planned for others."""
    return _with_names(user).filter(Q(colleague=user) | Q(planned_by=user))


def _with_names(user: User) -> PlannedTouchQuerySet:
    rows: PlannedTouchQuerySet = PlannedTouch.objects.visible_to(user)
    return rows.select_related("client", "colleague", "planned_by")
