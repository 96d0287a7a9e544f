"""My day as its page shows it: who to contact next and why, whom one meets, what was promised, how it is going."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.attention.day_gather import gather_day
from relationships.attention.day_going import COUNTED_AT_ONCE, Going, going_of
from relationships.attention.day_rank import MOST, MOST_LATER, Ranked
from relationships.attention.day_rows import Day, Mark, Subject
from relationships.attention.day_who import Spoken, Who, what_to_know, what_was_said, who_they_are
from relationships.interactions.models import PlannedTouch, Promise
from relationships.interactions.queries.coming import Coming, coming_on
from relationships.interactions.queries.promises import changeable_promises
from relationships.interactions.queries.rights import logs_for

ICONS = {
    "promise": ("flag", "sky", "Promise"),
    "planned": ("calendar-event", "sky", "Planned"),
    "introduction": ("user-share", "sky", "Introduction"),
    "risk": ("alert-triangle", "clay", "Risk"),
    "quiet": ("zzz", "brass", "Going quiet"),
    "moment": ("stairs", "plum", "Moment"),
    "alumnus": ("plant-2", "plum", "Alumnus moved"),
    "ended": ("ear", "brass", "Work ended"),
    "share": ("bulb", "pine", "Worth sharing"),
}
"""Icon, tone and words of each kind of reason."""
_NUMBERS = "Nobody One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()


@dataclass(frozen=True)
class DayRow:
    """Somebody worth a word today."""

    who: Who
    reasons: list[Ranked]
    grade: str | None
    score: float | None
    spoken: Spoken = field(default_factory=Spoken)
    usual: float | None = None
    known: list[tuple[str, str]] = field(default_factory=list)
    """Icon and line of what the guest book remembers."""

    @property
    def best(self) -> Ranked:
        return self.reasons[0]

    @property
    def look(self) -> tuple[str, str, str]:
        return ICONS[self.best.reason.kind]

    @property
    def also(self) -> list[Ranked]:
        return self.reasons[1:]

    @property
    def address(self) -> str:
        return reverse("client_detail" if self.who.is_client else "person_detail", args=[self.who.public_id])

    @property
    def mailto(self) -> str:
        """Opens the reader's own mail program; "" without an address."""
        copy = f"?bcc={quote(self.who.drop, safe='@')}" if self.who.drop else ""
        return f"mailto:{quote(self.who.email, safe='@')}{copy}" if self.who.email else ""

    @property
    def last(self) -> datetime | None:
        return self.spoken.touches[0] if self.spoken.touches else None


@dataclass(frozen=True)
class DoneRow:
    """Somebody who had their word today."""

    who: Who
    touch: str | None


@dataclass(frozen=True)
class SnoozedRow:
    """Somebody who waits until a day."""

    who: Who
    until: date


@dataclass(frozen=True)
class DayPage:
    """Context of attention/my_day.html."""

    of: User
    for_another: bool
    today: date
    greeting: str
    rows: list[DayRow]
    later: list[DayRow]
    more: int
    done: list[DoneRow]
    snoozed: list[SnoozedRow]
    lapsed: int
    clients: int
    looked_at: int
    """So many of the clients, those that weigh most."""
    going: Going | None
    """None: to be asked for on its own."""
    promises: list[Promise]
    may: set[int]
    coming: list[Coming]
    """What the calendar says is still to come today."""
    meeting: list[PlannedTouch]
    tomorrow: date

    @property
    def waiting(self) -> int:
        return len(self.rows) + len(self.later) + self.more

    @property
    def in_all(self) -> int:
        return len(self.done) + len(self.rows)

    @property
    def lede(self) -> str:
        count = len(self.rows)
        if not count:
            return ""
        words = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        who = "person is" if count == 1 else "people are"
        made = sum(row.best.reason.kind == "promise" for row in self.rows)
        of_them = f" {_NUMBERS[made]} of them {'is a promise' if made == 1 else 'are promises'}." if made else ""
        return f"{words} {who} worth a word today.{of_them}"


def my_day_page(user: User) -> DayPage:
    """The day of whoever `user` is, or logs for."""
    return drawn_day(user, gather_day(user, logs_for(user)))


def drawn_day(user: User, day: Day) -> DayPage:
    """A gathered day with everybody in it."""
    subjects = list(day.rows)
    in_sight = subjects[: MOST + MOST_LATER]
    others = [*(mark.subject for mark in day.done), *day.snoozed]
    clients = _clients(day)
    known = who_they_are(user, [*in_sight, *others], clients)
    people = [subject for subject in in_sight if subject in known]
    spoken = what_was_said(user, people[:MOST])
    rows = [_row(day, known[subject], day.rows[subject], spoken.get(subject)) for subject in people]
    week = [each for each in day.promises if each.due_on <= day.day.on + timedelta(days=7)]
    return DayPage(
        of=day.of,
        for_another=day.of.pk != user.pk,
        today=day.day.on,
        greeting=_greeting(timezone.localtime().hour),
        rows=rows[:MOST],
        later=rows[MOST:],
        more=max(0, len(subjects) - len(in_sight)),
        done=[DoneRow(known[mark.subject], mark.touch) for mark in _once(day.done) if mark.subject in known],
        snoozed=[
            SnoozedRow(known[subject], mark.until)
            for subject, mark in day.snoozed.items()
            if subject in known and mark.until
        ],
        lapsed=day.lapsed,
        clients=day.size,
        looked_at=min(day.size, len(day.book)),
        going=going_of(user, day.of) if day.size <= COUNTED_AT_ONCE else None,
        promises=week,
        may=changeable_promises(user, week),
        coming=coming_on(user, day.day.on, of=day.of),
        meeting=[each for each in day.planned if each.due_on == day.day.on],
        tomorrow=day.day.on + timedelta(days=1),
    )


def _clients(day: Day) -> dict[int, tuple[str, str]]:
    named = {each.client.pk: (each.client.public_id, each.client.name) for each in day.promises if each.client}
    named |= {each.client.pk: (each.client.public_id, each.client.name) for each in day.planned}
    return named | {pk: (client.public_id, client.name) for pk, client in day.book.items()}


def _row(day: Day, who: Who, reasons: list[Ranked], spoken: Spoken | None) -> DayRow:
    client = next((day.book[each.reason.client_id] for each in reasons if each.reason.client_id in day.book), None)
    said = spoken or Spoken()
    told = next((each.reason.usual for each in reasons if each.reason.usual), None)
    usual = told or _usual(said.touches) or (float(client.wanted_days) if client else None)
    person_id = reasons[0].reason.person_id
    return DayRow(
        who,
        reasons,
        client.grade if client else None,
        client.score if client else None,
        said,
        usual,
        what_to_know(day.known.get(person_id or 0, [])),
    )


def _usual(touches: list[datetime]) -> float | None:
    days = sorted({moment.date() for moment in touches})
    return (days[-1] - days[0]).days / (len(days) - 1) if len(days) >= 4 else None


def _once(marks: list[Mark]) -> list[Mark]:
    """The last mark of each subject."""
    last: dict[Subject, Mark] = {mark.subject: mark for mark in marks}
    return list(last.values())


def _greeting(hour: int) -> str:
    return "Good morning" if 4 <= hour < 12 else "Good afternoon" if 12 <= hour < 18 else "Good evening"
