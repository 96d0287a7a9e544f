"""Reading what was given to a person and asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.policy import Capability, can
from relationships.contacts.models import Person
from relationships.hospitality.balance import MONTHS, Balance, balance
from relationships.hospitality.believing import months_later
from relationships.hospitality.models import Exchange

MOST = 200


@dataclass(frozen=True)
class GiveAndAsk:
    """Context of hospitality/give_and_ask.html. `older` count no more; `cut`: there are more rows than are shown."""

    person: Person
    balance: Balance
    rows: list[Exchange]
    older: list[Exchange]
    put_away: list[Exchange]
    since: date
    cut: bool
    may_edit: bool


def give_and_ask(user: User, person: Person, today: date) -> GiveAndAsk:
    """What `user` may know of what was given to a visible person and asked of them, newest first."""
    rows = Exchange.objects.visible_to(user).filter(person=person).select_related("colleague", "client")
    since = months_later(today, -MONTHS)
    shown = list(rows.current().order_by("-occurred_on", "-id")[: MOST + 1])
    may_edit = can(user, Capability.EDIT_PEOPLE)
    gone = list(rows.filter(archived_at__isnull=False).order_by("-archived_at")[:20]) if may_edit else []
    return GiveAndAsk(
        person=person,
        balance=balances(user, [person.pk], today)[person.pk],
        rows=[row for row in shown[:MOST] if row.occurred_on > since],
        older=[row for row in shown[:MOST] if row.occurred_on <= since],
        put_away=gone,
        since=since,
        cut=len(shown) > MOST,
        may_edit=may_edit and person.archived_at is None,
    )


def balances(user: User, person_ids: Iterable[int], today: date) -> dict[int, Balance]:
    """The balance of each of these people from what `user` may know of. One query."""
    ids = list(person_ids)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _counted(user, today).filter(person__in=ids).values("person", "kind").annotate(n=Count("pk")):
        counts[row["person"]][row["kind"]] = row["n"]
    return {pk: balance(counts[pk]) for pk in ids}


def _counted(user: User, today: date) -> QuerySet[Exchange]:
    rows = Exchange.objects.visible_to(user).current()
    return rows.filter(occurred_on__gt=months_later(today, -MONTHS), occurred_on__lte=today).order_by()
