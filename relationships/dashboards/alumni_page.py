"""An alumnus's page: the career, where they are now, who keeps in touch, what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.consent_queries import with_reason
from relationships.alumni.consent_state import WHY_NOT, ConsentState, state_of
from relationships.alumni.models import Alumnus, Consent, Letter, SeenBy
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint
from relationships.dashboards.alumni_careers import Job, career, jobs_of
from relationships.dashboards.alumni_list import axis_begins
from relationships.dashboards.alumni_rows import last_touches_with, paying_clients, place_of, what_they_were
from relationships.dashboards.client_people import reach_of
from relationships.dashboards.knows import strongest_ties
from relationships.dashboards.people_pages import TieWithUs
from relationships.foundation.drawing.ribbon import Span
from relationships.foundation.firm_day import firm_day
from relationships.scoring.queries import HealthBrief, health_of


@dataclass(frozen=True)
class EmployerCard:
    """Where they work now. `place`: client, target or "". `public`: gift rules apply."""

    job: Job
    place: str
    owner: str
    health: HealthBrief | None

    @property
    def public(self) -> bool:
        return self.job.sector == "public"


@dataclass(frozen=True)
class AlumnusPage:
    """Context of dashboards/alumnus_detail.html."""

    alumnus: Alumnus
    jobs: list[Job]
    employers: list[EmployerCard]
    spans: list[Span]
    first: date
    today: date
    consent: ConsentState
    said: list[Consent]
    reach: list[ContactPoint]
    ties: list[TieWithUs]
    touched_at: datetime | None
    see_health: bool
    may_edit: bool
    may_edit_people: bool
    not_asked: str
    letters: list[Letter]

    @property
    def kept_back(self) -> list[str]:
        """What they keep to themselves."""
        named = {"email_for": "e-mail", "phone_for": "phone", "job_for": "where they work"}
        return [words for name, words in named.items() if getattr(self.alumnus, name) == SeenBy.HIDDEN]

    @property
    def log_context(self) -> str:
        """What the log line on this page already knows."""
        return f"person={self.alumnus.person.public_id}"

    @property
    def was(self) -> str:
        """What they were here, in one line."""
        return what_they_were(self.alumnus)

    @property
    def blocked(self) -> str:
        """Why they must not be written to, or ""."""
        if self.alumnus.do_not_contact:
            return "Do not contact: it was agreed when they left."
        why = {
            "declined": "They declined to be written to.",
            "withdrawn": "They took their consent back.",
            "unknown": "They have not been asked whether they may be written to.",
        }
        return why.get(self.consent.key, "")


def alumnus_page(user: User, alumnus: Alumnus) -> AlumnusPage:
    """Everything about a visible alumnus that `user` may know of."""
    person_id, today = alumnus.person_id, firm_day().on
    jobs = jobs_of(user, [person_id]).get(person_id, [])
    spans = career(alumnus, jobs, today)
    said = (
        Consent.objects.filter(alumnus=alumnus, archived_at__isnull=True).select_related("recorded_by").order_by("id")
    )
    strengths, names = strongest_ties(user, [person_id])
    ties = [TieWithUs(names[who], strength) for who, strength in strengths.get(person_id, {}).items()]
    heard = list(said)
    return AlumnusPage(
        alumnus=alumnus,
        jobs=jobs,
        employers=_employers(user, jobs),
        spans=spans,
        first=date(axis_begins(min((span.start.year for span in spans), default=None), today), 1, 1),
        today=today,
        consent=state_of(heard, today),
        said=sorted(heard, key=lambda each: (each.said_on or date.min, each.pk), reverse=True),
        reach=reach_of([person_id]).get(person_id, []),
        ties=sorted(ties, key=lambda tie: (-tie.strength, tie.name)),
        touched_at=last_touches_with(user, [person_id]).get(person_id),
        see_health=can(user, Capability.SEE_HEALTH),
        may_edit=can(user, Capability.EDIT_ALUMNI),
        may_edit_people=can(user, Capability.EDIT_PEOPLE),
        not_asked=WHY_NOT.get(_why_not_asked(user, alumnus, today), ""),
        letters=list(Letter.objects.filter(alumnus=alumnus).order_by("-id")[:5]),
    )


def _why_not_asked(user: User, alumnus: Alumnus, today: date) -> str:
    rows = Alumnus.objects.visible_to(user).filter(pk=alumnus.pk)
    return str(with_reason(rows, purpose="ask", today=today).values_list("why_not", flat=True).first() or "")


def _employers(user: User, jobs: list[Job]) -> list[EmployerCard]:
    held = [job for job in jobs if job.ended_on is None]
    ids = [job.client_id for job in held if job.client_id]
    owners = dict(Client.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "owner__name"))
    health = health_of(ids, user) if can(user, Capability.SEE_HEALTH) else {}
    paying = paying_clients(user, ids)
    return [
        EmployerCard(
            job,
            place_of(job, paying),
            owners.get(job.client_id or 0) or "",
            health.get(job.client_id) if job.client_id else None,
        )
        for job in held
    ]
