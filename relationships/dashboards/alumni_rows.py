"""The facts of one page of alumni: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.consent_state import UNKNOWN, ConsentState, state_of
from relationships.alumni.models import Alumnus, Consent
from relationships.dashboards.alumni_careers import Job, career, jobs_of
from relationships.dashboards.alumni_sql import LAST_TOUCH, fact_days
from relationships.engagements.models import LedgerEntry
from relationships.foundation.drawing.ribbon import Span
from relationships.interactions.visibility import standing_and_seen
from relationships.scoring.queries import HealthBrief, health_of

_LAST_TOUCHES = "SELECT p.id, {touch} FROM unnest(%(ids)s::bigint[]) AS p (id)"
_PURPOSES = dict(Consent.Purpose.choices)


@dataclass(frozen=True)
class AlumnusRow:
    """One line of the directory. `health` only for those who may see it; `place`: client, target, or what kind of employer."""

    alumnus: Alumnus
    job: Job | None
    place: str
    health: HealthBrief | None
    spans: list[Span]
    consent: ConsentState
    touched_at: datetime | None
    moved: bool

    @property
    def rejoined(self) -> bool:
        """Whether they work here again."""
        account = self.alumnus.colleague
        return account is not None and account.is_active and account.left_on is None

    @property
    def was(self) -> str:
        """ "Senior Associate, M&A · Madrid, 2014–21"."""
        return what_they_were(self.alumnus)

    @property
    def covers(self) -> str:
        """ "news, events"."""
        return ", ".join(str(_PURPOSES[purpose]).lower() for purpose in self.consent.covers)


def what_they_were(alumnus: Alumnus) -> str:
    """What somebody was here, in one line; "" when nothing is known."""
    work = ", ".join(str(part) for part in (alumnus.title, alumnus.practice) if part)
    joined, left = alumnus.joined_on, alumnus.left_on
    if joined and left:
        days = f"{joined.year}" if joined.year == left.year else f"{joined.year}–{left.year % 100:02d}"
    else:
        days = f"from {joined.year}" if joined else f"until {left.year}" if left else ""
    where = ", ".join(str(part) for part in (alumnus.office, days) if part)
    return " · ".join(part for part in (work, where) if part)


def alumni_rows(user: User, ids: Sequence[int]) -> list[AlumnusRow]:
    """The rows of the visible alumni `ids`, in this order."""
    found = (
        Alumnus.objects.visible_to(user)
        .select_related("person", "office", "practice", "keeper", "colleague")
        .in_bulk(list(ids))
    )
    alumni = [found[pk] for pk in ids if pk in found]
    people = [alumnus.person_id for alumnus in alumni]
    jobs, said, touched = jobs_of(user, people), consents_of(ids), last_touches_with(user, people)
    now = {person_id: _current(each) for person_id, each in jobs.items()}
    at = [job.client_id for job in now.values() if job and job.client_id]
    health = health_of(at, user) if can(user, Capability.SEE_HEALTH) else {}
    paying = paying_clients(user, at)
    days = fact_days()
    return [
        _row(alumnus, jobs.get(alumnus.person_id, []), said, touched, health, paying, days["today"], days["quarter"])
        for alumnus in alumni
    ]


def _row(
    alumnus: Alumnus,
    jobs: list[Job],
    said: dict[int, list[Consent]],
    touched: dict[int, datetime],
    health: dict[int, HealthBrief],
    paying: set[int],
    today: date,
    quarter: date,
) -> AlumnusRow:
    job = _current(jobs)
    return AlumnusRow(
        alumnus=alumnus,
        job=job,
        place=place_of(job, paying),
        health=health.get(job.client_id) if job and job.client_id else None,
        spans=career(alumnus, jobs, today),
        consent=state_of(said[alumnus.pk], today) if alumnus.pk in said else UNKNOWN,
        touched_at=touched.get(alumnus.person_id),
        moved=any(
            each.started_on and quarter <= each.started_on <= today and each.started_on > (alumnus.left_on or date.min)
            for each in jobs
        ),
    )


def place_of(job: Job | None, paying: set[int]) -> str:
    """ "client", "target", or "" where the employer is neither."""
    if job is None or job.client_id is None:
        return ""
    return "client" if job.client_id in paying else "target"


def paying_clients(user: User, client_ids: Sequence[int]) -> set[int]:
    """Those of the clients that ever paid a fee: the others are targets."""
    rows = LedgerEntry.objects.visible_to(user).filter(client_id__in=list(client_ids), kind="fee", base_amount__gt=0)
    return set(rows.filter(archived_at__isnull=True).values_list("client_id", flat=True).distinct())


def consents_of(alumnus_ids: Sequence[int]) -> dict[int, list[Consent]]:
    """Everything that was said, by alumnus, in the order in which it was recorded."""
    said: dict[int, list[Consent]] = defaultdict(list)
    for each in Consent.objects.filter(alumnus_id__in=list(alumnus_ids), archived_at__isnull=True).order_by("id"):
        said[each.alumnus_id].append(each)
    return said


def last_touches_with(user: User, person_ids: Sequence[int]) -> dict[int, datetime]:
    """When one of us last spoke with each person, as far as `user` may know."""
    seen, values = standing_and_seen(user.pk, "i")
    with connection.cursor() as cursor:
        touch = LAST_TOUCH.format(person="p.id", seen=seen)
        cursor.execute(_LAST_TOUCHES.format(touch=touch), {**values, "ids": list(person_ids)})
        return {person_id: at for person_id, at in cursor.fetchall() if at is not None}


def _current(jobs: list[Job]) -> Job | None:
    return next((job for job in jobs if job.ended_on is None), None)
