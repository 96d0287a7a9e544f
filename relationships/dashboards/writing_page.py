"""Whom a letter would reach among the alumni that a list asks for or that were ticked, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.consent_queries import PURPOSES, recipients, with_reason
from relationships.alumni.consent_state import WHY_NOT
from relationships.alumni.models import Alumnus, Event
from relationships.contacts.models import ContactPoint, Position
from relationships.dashboards.alumni_filters import alumni_filters
from relationships.dashboards.alumni_search import every_alumnus
from relationships.dashboards.knows import strongest_ties
from relationships.dashboards.list_export import picked
from relationships.dashboards.models import ListKey
from relationships.foundation.firm_day import firm_day
from relationships.network.models import Tie

ASK = "ask"
USUAL = "events"
PAGE_SIZE = 50
MOST_EVENTS = 100
LIVING = 40
"""A tie from this strength on is a living one (docs/definitions.md §3)."""
MOST_TIED = 2_000
HEADER = ["Name", "E-mail", "Agreed to"]

Choice = tuple[str, str, bool]
Reason = tuple[str, str, int]


@dataclass(frozen=True)
class WritingPage:
    """Context of dashboards/writing.html. `query`: what was asked for, without what this page adds."""

    query: str
    purposes: list[Choice]
    purpose: str
    may: int
    blocked: list[Reason]
    why: str
    shown: Page[Any]
    events: list[Event]
    may_ask: bool
    may_invite: bool

    @property
    def total(self) -> int:
        return self.may + sum(count for _, _, count in self.blocked)

    @property
    def asking(self) -> bool:
        return self.purpose == ASK


def writing_page(user: User, query: QueryDict) -> WritingPage:
    """What a letter about the purpose in `query` would reach, and one page of whom it would not."""
    purpose, why = purpose_of(query), query.get("why", "")
    rows = with_reason(chosen_alumni(user, query), purpose=purpose, today=firm_day().on)
    counts = dict(rows.order_by().values_list("why_not").annotate(number=Count("pk")))
    may = counts.pop("", 0)
    left = rows.filter(why_not=why) if why in WHY_NOT else rows.exclude(why_not="")
    left = left.select_related("person", "keeper").order_by("person__name_search", "pk")
    names = [(ASK, "Asking for consent"), *((str(each), str(each.label)) for each in PURPOSES)]
    return WritingPage(
        query=plain_query(query),
        purposes=[(key, label, key == purpose) for key, label in names],
        purpose=purpose,
        may=may,
        blocked=sorted(((key, WHY_NOT[key], n) for key, n in counts.items()), key=lambda each: (-each[2], each[0])),
        why=why if why in WHY_NOT else "",
        shown=Paginator(left, PAGE_SIZE).get_page(query.get("left", "1")),
        events=events_to_come(user),
        may_ask=can(user, Capability.EDIT_ALUMNI),
        may_invite=can(user, Capability.EDIT_PEOPLE),
    )


def purpose_of(query: QueryDict) -> str:
    """What the letter is about: one of the purposes, or `ASK`."""
    wanted = query.get("purpose", USUAL)
    return wanted if wanted == ASK or wanted in set(PURPOSES) else USUAL


def plain_query(query: QueryDict) -> str:
    """The list that was asked for, without the page of it and without what the page of writing adds."""
    kept = query.copy()
    for key in ("purpose", "why", "left", "page", "format"):
        kept.pop(key, None)
    return str(kept.urlencode())


def chosen_alumni(user: User, query: QueryDict) -> Any:
    """The visible, listed alumni whom the list in `query` shows, or who were ticked there."""
    rows = Alumnus.objects.visible_to(user).listed()
    filters = alumni_filters(query)
    if not filters.narrowed and "pick" not in query:
        return rows
    return rows.filter(pk__in=picked(query, user, ListKey.ALUMNI, every_alumnus(user, filters)))


def recipient_rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
    """The rows below `HEADER`: only whom one may write to, and whose address they let us see."""
    purpose = purpose_of(query)
    rows = recipients(chosen_alumni(user, query), purpose=purpose, today=firm_day().on).exclude(email_for="hidden")
    mails = ContactPoint.objects.filter(person=OuterRef("person"), kind="email", archived_at__isnull=True)
    first = Subquery(mails.order_by("-is_primary", "id").values("value")[:1])
    named = rows.annotate(mail=first).order_by("person__name_search", "pk").values_list("person__name", "mail")
    for name, mail in named.iterator(chunk_size=2000):
        yield [name, mail, purpose]


def events_to_come(user: User) -> list[Event]:
    """Events that one may still be invited to, the next first."""
    rows = Event.objects.visible_to(user).filter(archived_at__isnull=True, called_off_at__isnull=True)
    return list(rows.filter(starts_at__gt=timezone.now()).order_by("starts_at", "id")[:MOST_EVENTS])


def with_clients(user: User, person_ids: Sequence[int]) -> list[tuple[int, int | None]]:
    """Each person with the visible client where they work now, the newest first; None where there is none."""
    held = Position.objects.visible_to(user).current().filter(person__in=person_ids).order_by("started_on", "id")
    clients = dict(held.values_list("person_id", "client_id"))
    return [(person_id, clients.get(person_id)) for person_id in person_ids]


def tied_people(user: User, holder: User, least: float = LIVING) -> list[int]:
    """The people with whom `holder` has a tie of at least `least`, the strongest first, as far as `user` may know."""
    ties = Tie.objects.visible_to(user).filter(colleague=holder).order_by("-last_on", "person_id")
    recent = ties.filter(person__archived_at__isnull=True)
    people = list(dict.fromkeys(recent.values_list("person_id", flat=True)[:MOST_TIED]))
    strengths, _ = strongest_ties(user, people)
    strong = [(strengths.get(each, {}).get(holder.pk, 0), each) for each in people]
    return [each for strength, each in sorted(strong, reverse=True) if strength >= least]
