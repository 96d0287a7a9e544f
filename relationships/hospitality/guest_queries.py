"""Reading the guest book of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from accounts.policy import Capability, can
from accounts.record_events import Told
from accounts.record_history import History, history
from relationships.clients.history import seen_at
from relationships.contacts.models import Person
from relationships.foundation.named_parameters import named
from relationships.hospitality.believing import SOON_DAYS, expires_on, next_time
from relationships.hospitality.models import CardProposal, GuestFact
from relationships.hospitality.person_clients import hosts_of

ICONS = {
    "reach": "phone",
    "treat": "user-heart",
    "table": "tools-kitchen-2",
    "date": "cake",
    "met": "flag-3",
    "words": "message-circle",
    "avoid": "hand-stop",
}
TOLD = {
    "topic": "About",
    "text": "What to remember",
    "month": "Month",
    "day": "Day",
    "year": "Year",
    "shared": "On their card",
    "heard_by": "Heard by",
    "heard_on": "Heard on",
    "heard_where": "Where",
    "confirmed_on": "Last confirmed",
}


@dataclass(frozen=True)
class FactLine:
    """One line as it stands on `today`: until when it is believed, and when its date comes next."""

    fact: GuestFact
    today: date

    @property
    def until(self) -> date:
        """The first day on which it is no longer believed."""
        return expires_on(self.fact.confirmed_on)

    @property
    def is_faded(self) -> bool:
        return self.until <= self.today

    @property
    def is_fading(self) -> bool:
        """Whether it ends soon, so that somebody should say whether it is still true."""
        return not self.is_faded and self.until - self.today <= timedelta(days=SOON_DAYS)

    @property
    def comes_on(self) -> date | None:
        """The next day on which its date comes."""
        fact = self.fact
        return next_time(fact.month, fact.day, self.today) if fact.month and fact.day else None

    @property
    def icon(self) -> str:
        return ICONS[self.fact.topic]


@dataclass(frozen=True)
class Chapter:
    """The lines of one topic."""

    topic: str
    label: str
    icon: str
    lines: list[FactLine]


@dataclass(frozen=True)
class GuestBook:
    """Context of hospitality/guest_book.html. `faded`: heard once, too long ago to be believed."""

    person: Person
    chapters: list[Chapter]
    faded: list[FactLine]
    put_away: list[GuestFact]
    hosts: list[str]
    proposals: int
    may_edit: bool

    @property
    def is_empty(self) -> bool:
        return not self.chapters and not self.faded


def guest_book(user: User, person: Person, today: date) -> GuestBook:
    """What `user` may read about a visible person."""
    rows = GuestFact.objects.visible_to(user).filter(person=person).select_related("heard_by", "client")
    lines = [FactLine(fact, today) for fact in rows.current().order_by("-confirmed_on", "-id")]
    may_edit = can(user, Capability.EDIT_PEOPLE)
    gone = rows.filter(archived_at__isnull=False).order_by("-archived_at")
    return GuestBook(
        person=person,
        chapters=chapters(line for line in lines if not line.is_faded),
        faded=[line for line in lines if line.is_faded],
        put_away=list(gone[:20]) if may_edit else [],
        hosts=hosts_of(user, person),
        proposals=CardProposal.objects.visible_to(user).waiting().filter(link__person=person).count(),
        may_edit=may_edit and person.archived_at is None,
    )


def chapters(lines: Iterable[FactLine]) -> list[Chapter]:
    """The lines by topic, in the order of the book; topics without any are left out."""
    by_topic: dict[str, list[FactLine]] = {}
    for line in lines:
        by_topic.setdefault(line.fact.topic, []).append(line)
    return [
        Chapter(topic, label, ICONS[topic], by_topic[topic])
        for topic, label in GuestFact.Topic.choices
        if topic in by_topic
    ]


def believed_facts(user: User, person_ids: Iterable[int], today: date) -> dict[int, list[FactLine]]:
    """What `user` may read and is still believed of these people, the last confirmed first. One query."""
    rows = GuestFact.objects.visible_to(user).believed(today).filter(person__in=list(person_ids))
    found: dict[int, list[FactLine]] = {}
    for fact in rows.order_by("-confirmed_on", "-id"):
        found.setdefault(fact.person_id, []).append(FactLine(fact, today))
    return found


def changes_of_guest_book(user: User, person: Person, *, before: str = "") -> History:
    """Who wrote what into the book, of the lines that `user` may read; what they said while they were heard at a
    hidden client stays there."""
    readable = GuestFact.objects.visible_to(user).filter(person=person).values_list("pk", flat=True)
    whose, ids = named("e.pgh_obj_id = ANY(%s)", [list(readable)], prefix="readable")
    seen, values = seen_at(user, "client_id")
    told = Told(
        GuestFact,
        {"person_id": person.pk},
        TOLD,
        "a line of the guest book",
        always=frozenset({"topic", "text"}),
        seen=f"{whose} AND (e.client_id IS NULL OR {seen})",
        values={**ids, **values},
    )
    return history([told], user=user, before=before)
