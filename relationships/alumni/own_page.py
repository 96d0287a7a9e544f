"""What an alumnus sees on their own page: their record, their choices, what we do together. Nothing of walled clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts.models import User
from accounts.name_search import holds_words
from relationships.alumni.models import Alumnus, AlumnusWord, Invitation
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import ContactPoint, OutsidePost, Position

SYSTEM = "shown to the alumnus it is about, without anything of walled clients"
PEERS = 24
TO_PEERS = ("everyone", "alumni")


@dataclass(frozen=True)
class Peer:
    """Another alumnus, as far as they let alumni see them."""

    name: str
    was: str
    job: str
    reach: list[str]


@dataclass(frozen=True)
class OwnPage:
    """Context of alumni/own_page.html."""

    alumnus: Alumnus
    posts: list[str]
    reach: list[ContactPoint]
    keeper: User | None
    words: list[AlumnusWord]
    invitations: list[Invitation]
    peers: list[Peer]


def own_page(alumnus: Alumnus, today: date, *, peers_called: str = "") -> OwnPage:
    """Everything on the page of `alumnus`; `peers_called` narrows the other alumni."""
    keeper = alumnus.keeper if alumnus.keeper and alumnus.keeper.is_active and not alumnus.keeper.left_on else None
    reach = ContactPoint.objects.filter(person=alumnus.person_id, archived_at__isnull=True)
    words = AlumnusWord.objects.unscoped(reason=SYSTEM).filter(alumnus=alumnus, archived_at__isnull=True)
    invited = Invitation.objects.unscoped(reason=SYSTEM).filter(person=alumnus.person_id, archived_at__isnull=True)
    # Only what they were written to about: a list that is still being made is nobody's business.
    invited = invited.filter(digest__isnull=False, event__ends_at__date__gte=today, event__archived_at__isnull=True)
    return OwnPage(
        alumnus=alumnus,
        posts=_jobs({alumnus.person_id}).get(alumnus.person_id, []),
        reach=list(reach.exclude(kind="link").order_by("kind", "-is_primary", "id")),
        keeper=keeper,
        words=list(words.select_related("signal").order_by("-id")[:10]),
        invitations=list(invited.select_related("event").order_by("event__starts_at", "id")[:10]),
        peers=peers_of(alumnus, peers_called),
    )


def peers_of(alumnus: Alumnus, called: str) -> list[Peer]:
    """Up to `PEERS` other alumni who let alumni find them, by name."""
    rows = Alumnus.objects.unscoped(reason="those who chose to be found by other alumni").listed()
    rows = rows.filter(name_for__in=TO_PEERS).exclude(pk=alumnus.pk).select_related("person", "office", "practice")
    if called:
        rows = rows.filter(holds_words(called, "person__name_search"))
    found = list(rows.order_by("person__name_search", "pk")[:PEERS])
    jobs = _jobs({each.person_id for each in found if each.job_for in TO_PEERS})
    points = _points(found)
    return [
        Peer(
            name=each.person.name,
            was=", ".join(str(part) for part in (each.title, each.practice, each.office) if part),
            job=next(iter(jobs.get(each.person_id, [])), ""),
            reach=points.get(each.person_id, []),
        )
        for each in found
    ]


def _jobs(person_ids: set[int]) -> dict[int, list[str]]:
    """ "Deputy General Counsel, Fennmoor Capital", by person, the newest first."""
    walled = RawSQL(HIDDEN_CLIENTS, [0, 0])  # noqa: S611 - a constant with parameters; nobody with the id 0 is inside
    held = Position.objects.unscoped(reason=SYSTEM).current().filter(person__in=person_ids)
    rows = list(held.exclude(client__in=walled).values_list("person_id", "title", "client__name", "started_on"))
    outside = OutsidePost.objects.filter(person__in=person_ids, archived_at__isnull=True, ended_on__isnull=True)
    rows += list(outside.values_list("person_id", "title", "employer", "started_on"))
    found: dict[int, list[str]] = {}
    for person_id, title, employer, _ in sorted(rows, key=lambda row: row[3] or date.min, reverse=True):
        found.setdefault(person_id, []).append(f"{title}, {employer}" if title else employer)
    return found


def _points(alumni: list[Alumnus]) -> dict[int, list[str]]:
    shown = Q(pk__in=[])
    for kind in ("email", "phone"):
        open_to = [each.person_id for each in alumni if getattr(each, f"{kind}_for") in TO_PEERS]
        shown |= Q(kind=kind, person__in=open_to)
    rows = ContactPoint.objects.filter(shown, archived_at__isnull=True).order_by("kind", "-is_primary", "id")
    found: dict[int, list[str]] = {}
    for point in rows:
        found.setdefault(point.person_id, []).append(point.value)
    return found
