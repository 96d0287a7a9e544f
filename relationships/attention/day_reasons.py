"""The reasons of a day: read from what `day_sql` gathers, one sentence each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from accounts.vocabulary import speak
from relationships.attention.day_rank import Reason, Said, quiet_stage, value_of
from relationships.foundation.display.days import day as said_day
from relationships.hospitality.models import GuestFact
from relationships.interactions.models import PlannedTouch, Promise
from relationships.network.tie_rules import INTERVALS
from relationships.scoring.alert_text import reason as alert_reason

GRACE = 1.25
AHEAD = timedelta(days=2)
"""A promise is named from two days before it is due."""
QUIET_PER_CLIENT = 2
LONGEST_SILENCE = 730
"""Days after which nobody is going quiet any more: that is a client to win back."""
_TEENS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}


@dataclass(frozen=True)
class BookClient:
    """A client somebody looks after, as `day_book_sql.BOOK` answers it. `place` from 0 is its place by net fees in the
    whole book, of `size` clients."""

    pk: int
    public_id: str
    name: str
    tier: str
    industry: str
    own_days: int | None
    contact_id: int | None
    grade: str | None
    score: float | None
    net: float | None
    place: int
    size: int
    business_on: date | None
    gap_days: int | None
    last_on: date | None
    began_on: date | None
    ended_id: str | None
    ended_name: str | None
    ended_on: date | None
    asked: bool
    rule_days: int | None
    maximum: int | None
    alerts: Sequence[Sequence[Any]] | None

    @property
    def wanted_days(self) -> int:
        """How often a word is wanted."""
        return self.own_days or self.rule_days or INTERVALS.get(self.tier, INTERVALS[""])

    @property
    def value(self) -> float:
        """What it counts among the clients of the book."""
        return value_of(self.net, self.place, self.size)


def client_reasons(client: BookClient, today: date) -> Iterator[Reason]:
    """What the client itself gives rise to; to be said to whoever is known best there."""
    who: dict[str, Any] = {"person_id": client.contact_id, "client_id": client.pk}
    for public_id, kind, details, _ in client.alerts or ():
        words = alert_reason(kind, details, today)
        head, dot, rest = words.partition(". ")
        said = Said("", speak(head + dot.strip()), f" {rest}" if rest else "")
        worse = 0.5 if client.grade in ("D", "E") else 0.0
        address = reverse("client_health", args=[client.public_id])
        yield Reason("risk", f"alert:{public_id}", said, **who, lateness=worse, address=address)
    yield from _quiet_client(client, today, who)
    if client.ended_on and not client.asked:
        days = (today - client.ended_on).days
        said = Said(f"{client.ended_name} ", f"closed {days} days ago", "; nobody has asked how it went.")
        address = reverse("engagement_detail", args=[client.ended_id])
        yield Reason("ended", f"ended:{client.ended_id}", said, **who, lateness=days / 90, address=address)
    yield from _anniversary(client, today, who)
    yield from _season(client, today, who)


def _quiet_client(client: BookClient, today: date, who: dict[str, Any]) -> Iterator[Reason]:
    if client.last_on is None or client.contact_id is None:
        return
    days, usual = (today - client.last_on).days, client.wanted_days
    stage = quiet_stage(days, usual, client.maximum) if days <= LONGEST_SILENCE else 0
    if not stage:
        return
    said = Said("", f"{days} days", f" without a word from anybody of us. Wanted every {usual}.")
    key = f"quiet-client:{client.public_id}:{client.last_on:%Y%m%d}"
    yield Reason("quiet", key, said, **who, stage=stage, lateness=days / (GRACE * usual) - 1, usual=usual)


def _anniversary(client: BookClient, today: date, who: dict[str, Any]) -> Iterator[Reason]:
    """The day in the year on which the first work began, a few days around it."""
    if client.began_on is None:
        return
    years = today.year - client.began_on.year
    on = _same_day(client.began_on, today.year)
    if years >= 1 and abs((today - on).days) <= 3:
        past = f"{_TEENS.get(years, str(years))} year{'' if years == 1 else 's'}"
        when = "today" if on == today else said_day(on, today)
        said = Said("", f"{past} since the first work", f" for them began, {when}.")
        yield Reason("moment", f"years:{client.public_id}:{today.year}", said, **who)


def _season(client: BookClient, today: date, who: dict[str, Any]) -> Iterator[Reason]:
    """About now they usually come with new work, and a thought beforehand is welcome."""
    if client.business_on is None or not client.gap_days or client.gap_days < 90:
        return
    left = (client.business_on + timedelta(days=client.gap_days) - today).days
    if 0 <= left <= 21:
        said = Said("Their next work usually comes ", "about now", f", every {client.gap_days} days. Worth a thought.")
        yield Reason("share", f"season:{client.public_id}:{client.business_on:%Y%m%d}", said, **who)


def date_reason(fact: GuestFact, on: date, client_id: int, today: date) -> Reason:
    """A day of theirs that the guest book knows, around the time it comes."""
    when = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - today).days) or f"on {said_day(on, today)}"
    was = "was" if on < today else "is"
    said = Said("", f"{fact.text[:1].upper()}{fact.text[1:]}", f" {was} {when}.")
    return Reason("moment", f"date:{fact.public_id}:{on.year}", said, fact.person_id, client_id)


def people_reasons(rows: Iterable[Sequence[Any]], today: date) -> Iterator[Reason]:
    """Pairs that go quiet, new posts, alumni who moved, from `day_sql.PEOPLE_AND_MARKS`."""
    quiet: dict[int, list[tuple[int, Reason]]] = defaultdict(list)
    for kind, person_id, client_id, on, usual, maximum, touches, title, left_on, client in rows:
        if kind == "quiet":
            if reason := _quiet_pair(person_id, client_id, on, float(usual), maximum, today):
                quiet[client_id].append((touches, reason))
        else:
            yield _new_post(kind, person_id, client_id, on, title, left_on, client or "", today)
    for found in quiet.values():
        # A client's quiet people are one silence: the two who spoke most stand for it.
        best = sorted(found, key=lambda each: (-each[0], each[1].key))
        yield from (reason for _, reason in best[:QUIET_PER_CLIENT])


def _quiet_pair(
    person_id: int, client_id: int, last_on: date, usual: float, maximum: int | None, today: date
) -> Reason | None:
    days = (today - last_on).days
    stage = quiet_stage(days, usual, maximum)
    if not stage:
        return None
    wanted = maximum is not None and days > maximum and days <= GRACE * usual
    after = f" without a word. You wanted at most {maximum}." if wanted else ""
    after = after or f" without a word. You two usually speak every {usual:.0f}."
    key = f"quiet:{person_id}:{last_on:%Y%m%d}"
    lateness = days / (GRACE * max(usual, 1.0)) - 1
    return Reason("quiet", key, Said("", f"{days} days", after), person_id, client_id, stage, lateness, usual)


def _new_post(
    kind: str, person_id: int, client_id: int, on: date, title: str, left_on: date | None, client: str, today: date
) -> Reason:
    key = f"{kind}:{person_id}:{on:%Y%m%d}"
    when = "today" if on == today else said_day(on, today)
    if kind == "alumnus":
        before = f"Left us in {left_on.year}, " if left_on else "Once one of us, "
        joins = "joins" if on > today else "just joined"
        said = Said(before, f"{joins} {client or speak('a client')}", ". Say hello.")
        return Reason("alumnus", key, said, person_id, client_id)
    role = f" as {title}" if title else " in a new post"
    starts = "Starts" if on >= today else "Started"
    said = Said("", f"{starts}{role} {when}.", "")
    return Reason("moment", key, said, person_id, client_id)


def promise_reason(promise: Promise, contact_id: int | None, today: date) -> Reason | None:
    """A promise that is due or overdue; theirs once it is overdue."""
    days = (today - promise.due_on).days
    ours = promise.side == Promise.Side.OURS
    if -days > AHEAD.days or (not ours and days <= 0):
        return None
    stage = 1 if days < 0 else 2 if days < 7 else 3 if days < 30 else 4
    by = {0: "today", -1: "tomorrow", 1: "yesterday"}.get(days) or said_day(promise.due_on, today)
    head = "You promised " if ours else "They promised "
    what = promise.what[:1].lower() + promise.what[1:] if promise.what[1:2].islower() else promise.what
    said = Said(f"{head}“", what, f"” by {by}." if days <= 0 else f"” by {by}: {days} day{'s' * (days > 1)} late.")
    return Reason(
        "promise",
        f"promise:{promise.public_id}",
        said,
        promise.person_id or contact_id,
        promise.client_id,
        stage,
        max(days, 0) / 7,
        address=reverse("promise_detail", args=[promise.public_id]),
    )


def planned_reason(planned: PlannedTouch, contact_id: int | None, today: date) -> Reason:
    """A planned word that is late; today's stand beside the list."""
    days = (today - planned.due_on).days
    said = Said("You planned a word ", f"for {said_day(planned.due_on, today)}", f": {planned.reason}")
    key, address = f"planned:{planned.public_id}", reverse("planned_list")
    return Reason("planned", key, said, contact_id, planned.client_id, 1 if days < 7 else 2, days / 14, None, address)


def _same_day(on: date, year: int) -> date:
    return on.replace(year=year) if (on.month, on.day) != (2, 29) else date(year, 2, 28)
