"""What alumni brought in a period, and what part of repeat business that is: page, file and command print the same.

A fee counts for an alumnus with the share that their contributions are credited with (`network.SoftCredit`); it is
repeat business when its client group is existing in the period by the rule that is read by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from relationships.alumni.models import Alumnus
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.named_parameters import named
from relationships.network.models import Contribution
from relationships.scoring.repeat_business import ZERO, Bar, RepeatBusiness
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_drill_sql import LISTED
from relationships.scoring.repeat_memory import recall
from relationships.scoring.repeat_queries import fetch, figures_now, figures_of

# The group a fee counts with: on the day of the entry, or as owned today; a hidden parent does not exist.
_CREDITED = """
SELECT k.person_id, COALESCE(span.root_id, e.client_id) AS group_id, sum(e.base_amount * s.share) AS amount
FROM network_softcredit s
JOIN network_contribution k ON k.id = s.contribution_id AND k.archived_at IS NULL
JOIN alumni_alumnus a ON a.person_id = k.person_id AND a.archived_at IS NULL AND a.opted_out_on IS NULL
JOIN contacts_person p ON p.id = k.person_id AND p.archived_at IS NULL
JOIN engagements_ledgerentry e ON e.id = s.entry_id
LEFT JOIN LATERAL (
    SELECT g.root_id FROM clients_groupspan g
    WHERE %(grouped)s AND g.client_id = e.client_id AND g.root_id <> ALL (%(hidden)s::bigint[])
      AND (g.starts_on IS NULL OR g.starts_on <= {day}) AND (g.ends_on IS NULL OR g.ends_on > {day})
    LIMIT 1
) span ON TRUE
WHERE e.booked_on >= %(start)s AND e.booked_on < %(end)s AND e.archived_at IS NULL
  AND e.kind IN ('fee', 'credit', 'write_off') AND e.client_id <> ALL (%(hidden)s::bigint[])
  AND COALESCE(k.client_id, 0) <> ALL (%(hidden)s::bigint[])
  AND COALESCE(-1 - e.engagement_id, 0) <> ALL (%(hidden)s::bigint[])
  AND COALESCE(-1 - k.engagement_id, 0) <> ALL (%(hidden)s::bigint[]) {seen}
GROUP BY 1, 2
"""
_EXISTING = LISTED + "SELECT group_id FROM listed WHERE group_id = ANY(%(wanted)s::bigint[])"  # noqa: S608 - constants only
_EXISTING_KEPT = "SELECT group_id FROM scoring_repeatstanding WHERE answer_id = %s AND group_id = ANY(%s)"
_NOBODY, _READER = named(HIDDEN_PEOPLE, [0], prefix="nobody")


@dataclass(frozen=True)
class Brought:
    """What one person brought in a period: how often, by kind; fees softly credited, and those of existing clients."""

    person_id: int
    counts: dict[str, int] = field(default_factory=dict)
    credited: Decimal = ZERO
    repeat: Decimal = ZERO


@dataclass(frozen=True)
class AlumniValue:
    """All of them, those with most fees first; `figures` are the period's own."""

    rows: list[Brought]
    figures: RepeatBusiness

    @property
    def credited(self) -> Decimal:
        """Fees that alumni are credited with."""
        return sum((row.credited for row in self.rows), start=ZERO)

    @property
    def repeat(self) -> Decimal:
        """The part of it that is repeat business."""
        return sum((row.repeat for row in self.rows), start=ZERO)

    @property
    def share(self) -> Decimal | None:
        """Of all net fees, 0-1; None without any."""
        return self.credited / self.figures.total if self.figures.total > 0 else None

    @property
    def share_of_repeat(self) -> Decimal | None:
        """Of repeat business, 0-1; None where there is none."""
        return self.repeat / self.figures.repeat if self.figures.repeat > 0 else None


def alumni_value(reading: Reading, figures: RepeatBusiness | None = None, *, fees_only: bool = False) -> AlumniValue:
    """What alumni brought in the reading's period, over what its user may see (None: the whole firm), in any scope.

    `figures` spare a look where the period's are known; `fees_only` leaves out who is credited with none.
    """
    if figures is None:
        question = replace(reading.question(), within=())
        (figures,) = figures_of(question) if reading.user else figures_now(question)
    rows = _credited(reading)
    existing = _existing(reading, {group_id for _, group_id, _ in rows})
    credited: dict[int, Decimal] = defaultdict(lambda: ZERO)
    repeat: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for person_id, group_id, amount in rows:
        credited[person_id] += amount
        repeat[person_id] += amount if group_id in existing else ZERO
    counts = {} if fees_only else _counts(reading)
    found = [Brought(pk, dict(counts.get(pk, {})), credited[pk], repeat[pk]) for pk in {*credited, *counts}]
    return AlumniValue(
        sorted(found, key=lambda row: (-row.credited, -sum(row.counts.values()), row.person_id)), figures
    )


def _credited(reading: Reading) -> list[tuple[int, int, Decimal]]:
    user = reading.user
    day = "current_date" if reading.policy.ownership == "today" else "e.booked_on"
    seen = f"AND k.person_id NOT IN ({_NOBODY})" if user else ""
    given: dict[str, Any] = {
        "start": reading.period.start,
        "end": reading.period.end,
        "hidden": list(reading.hidden),
        "grouped": reading.policy.level == "group",
        **(dict.fromkeys(_READER, user.pk) if user else {}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CREDITED.format(day=day, seen=seen), given)
        return list(cursor.fetchall())


def _existing(reading: Reading, group_ids: Iterable[int]) -> set[int]:
    """Those of the groups that are existing in the period: what they bring is repeat business."""
    wanted = sorted(group_ids)
    if not wanted:
        return set()
    question = replace(reading.question(Bar.CURRENT, existing=True), within=())
    answer = recall(question) if reading.user else None
    if answer is None:
        return {row["group_id"] for row in fetch(_EXISTING, question, wanted=wanted)}
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING_KEPT, [answer.id, wanted])
        return {pk for (pk,) in cursor.fetchall()}


def _counts(reading: Reading) -> dict[int, Counter[str]]:
    user = reading.user
    if user is None:
        alumni = Alumnus.objects.unscoped(reason="the firm's own figure")
        rows = Contribution.objects.unscoped(reason="the firm's own figure")
    else:
        alumni, rows = Alumnus.objects.visible_to(user), Contribution.objects.visible_to(user)
    rows = rows.current().filter(person__in=alumni.listed().values("person"))
    rows = rows.filter(happened_on__gte=reading.period.start, happened_on__lt=reading.period.end)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for person_id, kind in rows.values_list("person_id", "kind"):
        found[person_id][kind] += 1
    return found
