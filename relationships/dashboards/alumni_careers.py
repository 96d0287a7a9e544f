"""What alumni did after they left us, as far as a reader may know: jobs at clients and elsewhere, and the ribbon of it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from relationships.alumni.kept_back import keeping
from relationships.alumni.models import Alumnus
from relationships.contacts.models import OutsidePost, Position
from relationships.foundation.drawing.ribbon import Span

SECTORS = {
    "company": "in-house",
    "firm": "other firm",
    "public": "public body",
    "own": "self-employed",
    "none": "not working",
}
"""In few words, for a tag."""


@dataclass(frozen=True)
class Job:
    """One job; `client` is None where the employer is no client of ours. `sector`: of `OutsidePost.Sector`, or ""."""

    employer: str
    title: str
    sector: str
    started_on: date | None
    ended_on: date | None
    client_id: int | None = None
    client_public_id: str = ""

    @property
    def sector_words(self) -> str:
        return SECTORS.get(self.sector, "")

    @property
    def kind(self) -> str:
        return "client" if self.client_id else "elsewhere"


def jobs_of(user: User, person_ids: Sequence[int]) -> dict[int, list[Job]]:
    """The jobs that `user` may know of, by person, the current and the newest first. Two statements."""
    jobs: dict[int, list[Job]] = defaultdict(list)
    ids = list(person_ids)
    held = Position.objects.visible_to(user).filter(person_id__in=ids, archived_at__isnull=True)
    held = held.exclude(person__in=keeping("job_for"))
    for each in held.select_related("client").order_by("-id"):
        jobs[each.person_id].append(
            Job(
                each.client.name,
                each.title,
                "",
                each.started_on,
                each.ended_on,
                each.client_id,
                each.client.public_id,
            )
        )
    outside = OutsidePost.objects.filter(person_id__in=ids, archived_at__isnull=True)
    outside = outside.exclude(person__in=keeping("job_for"))
    for post in outside.order_by("-id"):
        jobs[post.person_id].append(Job(post.employer, post.title, post.sector, post.started_on, post.ended_on))
    return {person_id: sorted(each, key=_newest_first) for person_id, each in jobs.items()}


def _newest_first(job: Job) -> tuple[bool, int]:
    return job.ended_on is not None, -(job.started_on or date.min).toordinal()


def career(alumnus: Alumnus, jobs: Iterable[Job], today: date) -> list[Span]:
    """With us, then job by job; a job whose first day is unknown begins where the one before it ended."""
    spans: list[Span] = []
    at = alumnus.left_on
    if alumnus.joined_on or alumnus.left_on:
        start = alumnus.joined_on or alumnus.left_on or today
        spans.append(Span("us", start, max(alumnus.left_on or today, start)))
    known = sorted(jobs, key=lambda job: (job.started_on or job.ended_on or today, job.ended_on or today))
    for job in known:
        begins, end = job.started_on or at, min(job.ended_on or today, today)
        if begins is None or begins > end:
            continue
        spans.append(Span(job.kind, begins, end))
        at = max(at or end, end)
    return spans
