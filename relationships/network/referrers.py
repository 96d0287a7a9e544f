"""Who brought us what, and through whom they came themselves: the referrers a reader may know of, as a forest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.kept_back import keeping
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import firm_day
from relationships.foundation.named_parameters import named
from relationships.foundation.periods import shift_months
from relationships.network.models import Contribution, Introduction, OutOfGraph, Tie
from relationships.network.queries import tie_strengths
from relationships.network.referrer_sql import rows_sql
from relationships.network.referrer_tree import ZERO, Branch, Contact, Edge, Referrer, forest
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.value_queries import credits_seen

ALWAYS = ("introduction", "referral", "instruction")
"""Kinds that lead to clients. What else is brought counts where it names one; a candidate or a return never does."""
NEVER = ("candidate", "return")
EVERYBODY = 2**31
CHUNK = 500
"""Trees that a file is written by at a time."""
COUNTED, PERSON, PLACE = 4, 4, 19
"""Columns of a row: so many totals first, whom it is about, and their place in the order asked for."""


@dataclass(frozen=True)
class Totals:
    """Over all referrers in sight: how many, how many of them cool or wait for a word of thanks, and how many trees."""

    referrers: int = 0
    late: int = 0
    to_thank: int = 0
    roots: int = 0


def referrers(
    user: User, *, rules: TieRules = DEFAULT_RULES, most: int = EVERYBODY, offset: int = 0
) -> list[list[Branch]]:
    """Trees of the referrers `user` may know of, as far as they may know it; the largest branch first."""
    return trees_and_totals(user, rules=rules, most=most, offset=offset)[0]


def trees_and_totals(
    user: User, *, rules: TieRules = DEFAULT_RULES, most: int, offset: int = 0
) -> tuple[list[list[Branch]], Totals]:
    """`most` trees from the largest on, and what there is in all. Two statements."""
    rows, totals = _rows(user, only_late=False, most=most, offset=offset)
    return _trees(user, rows, rules), totals


def cooling(user: User, *, rules: TieRules = DEFAULT_RULES, most: int = EVERYBODY, offset: int = 0) -> list[Branch]:
    """Referrers who bring business and have had no word for longer than usual, the largest first."""
    return cooling_and_totals(user, rules=rules, most=most, offset=offset)[0]


def cooling_and_totals(
    user: User, *, rules: TieRules = DEFAULT_RULES, most: int, offset: int = 0
) -> tuple[list[Branch], Totals]:
    """`most` of them, and what there is in all. Two statements."""
    rows, totals = _rows(user, only_late=True, most=most, offset=offset)
    places = {row[PERSON]: row[PLACE] for row in rows if row[PLACE] is not None}
    found = [each for tree in _trees(user, rows, rules) for each in tree if each.person_id in places]
    return sorted(found, key=lambda each: places[each.person_id]), totals


def every_tree(user: User, *, rules: TieRules = DEFAULT_RULES) -> Iterator[list[list[Branch]]]:
    """The whole forest, some hundred trees at a time."""
    offset = 0
    while trees := referrers(user, rules=rules, most=CHUNK, offset=offset):
        yield trees
        offset += CHUNK


def _rows(user: User, *, only_late: bool, most: int, offset: int) -> tuple[list[Any], Totals]:
    today = firm_day().on
    selects, values = _selects(user)
    asked = {"today": today, "year_ago": shift_months(today, -12), "most": most, "offset": offset, **values}
    with connection.cursor() as cursor:
        cursor.execute(rows_sql(selects, only_late=only_late), asked)
        rows = cursor.fetchall()
    return [row for row in rows if row[PERSON] is not None], _totals(rows[0])


def _totals(row: tuple[Any, ...]) -> Totals:
    return Totals(*row[:COUNTED])


def _trees(user: User, rows: list[Any], rules: TieRules) -> list[list[Branch]]:
    if not rows:
        return []
    strengths = _strengths(user, [row[PERSON] for row in rows], rules)
    sees = can(user, Capability.SEE_FEES)
    found, edges = [], []
    for row in rows:
        who, first_on, last_on, brought, ever, year, thanked_on, to_thank, talked_on, usual, may = row[COUNTED:15]
        _, through, day, client_id, _, clients = row[15:]
        found.append(
            Referrer(
                person_id=who,
                first_on=first_on,
                last_on=last_on,
                brought=brought,
                clients=tuple(clients or ()),
                fees=(ever or ZERO) if sees else None,
                fees_year=(year or ZERO) if sees else None,
                thanked_on=thanked_on,
                to_thank=to_thank,
                contact=Contact(talked_on, usual, strengths.get(who), may),
            )
        )
        if through is not None:
            edges.append(Edge(who, through, day, client_id))
    return forest(found, edges, firm_day().on)


def _strengths(user: User, person_ids: Collection[int], rules: TieRules) -> dict[int, float]:
    found: dict[int, float] = {}
    for tie in tie_strengths(user, person_ids, rules=rules):
        found[tie.person_id] = max(found.get(tie.person_id, 0.0), tie.strength)
    return found


def _selects(user: User) -> tuple[dict[str, str], dict[str, Any]]:
    """What the statement is made of, each through the gate, and the parameters of all."""
    sources = {
        "contributions": _contributions(user),
        "introductions": _introductions(user),
        "credits": credits_seen(user).values("contribution_id", "worth", booked_on=F("entry__booked_on")),
        "seats": Position.objects.visible_to(user)
        .filter(archived_at__isnull=True)
        .exclude(person__in=keeping("job_for"))
        .values("person_id", "client_id", "ended_on"),
        "ties": Tie.objects.visible_to(user).values(
            "id", "person_id", "touches", "first_on", "last_on", "interval_days"
        ),
        "silent": _silent(user),
    }
    selects: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, rows in sources.items():
        selects[name], more = named(*rows.query.sql_with_params(), prefix=name)
        values |= more
    return selects, values


def _contributions(user: User) -> Any:
    rows = Contribution.objects.visible_to(user).current().exclude(kind__in=NEVER)
    rows = rows.filter(Q(kind__in=ALWAYS) | Q(client__isnull=False) | Q(engagement__isnull=False))
    named_rows = _of_people(rows.annotate(whose=Coalesce("client_id", "engagement__client_id")), "person")
    return named_rows.values("id", "person_id", "happened_on", "whose", "thanked_on", "introduction_id")


def _introductions(user: User) -> Any:
    """Those that were made. One that the ledger holds counts there."""
    made = Introduction.objects.visible_to(user).current().filter(state="made", through__isnull=False)
    rows = _of_people(made, "through")
    return rows.values("id", "through_id", "person_id", "client_id", "made_on", "thanked_on")


def _of_people(rows: Any, name: str) -> Any:
    """Of people who are there, and did not ask to be left out."""
    left = Q(**{f"{name}__alumnus__opted_out_on__isnull": False})
    return rows.filter(**{f"{name}__archived_at__isnull": True}).exclude(left).order_by()


def _silent(user: User) -> Any:
    """People whom nobody is to call: they asked for no contact, or to be in no graph."""
    people = Person.objects.visible_to(user)
    gone = OutOfGraph.objects.visible_to(user).filter(archived_at__isnull=True).values("person_id")
    asked = Q(alumnus__do_not_contact=True, alumnus__archived_at__isnull=True)
    return people.filter(Q(pk__in=gone) | asked).order_by().values("id")
