"""Notices in words, read from their records through the gate: what is hidden or settled says nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.policy import Capability, can
from relationships.attention.models import ABOUT, Notice, NoticeChoice
from relationships.attention.notice_kinds import BY_MAIL, HOUR, ICONS, ON_PAGE
from relationships.attention.notice_sql import STANDING
from relationships.foundation.display.days import day as said_day
from relationships.foundation.firm_day import firm_day
from relationships.hospitality.card_queries import ProposalLine
from relationships.hospitality.models import CardProposal
from relationships.interactions.models import PlannedTouch
from relationships.interactions.queries.promises import promises_seen
from relationships.scoring.alert_queries import told_to, waiting_alerts
from relationships.scoring.alert_text import reason
from relationships.scoring.models import Doubt

MOST = 200
STATES = (("", "Waiting"), ("new", "New"), ("snoozed", "Snoozed"), ("done", "Done"))


@dataclass(frozen=True)
class Line:
    """A notice that says something. `about`: whom it is about."""

    notice: Notice
    text: str
    about: str
    address: str
    snoozed: bool

    @property
    def icon(self) -> str:
        return ICONS[self.notice.kind]

    @property
    def state(self) -> str:
        if self.notice.done_at:
            return "done"
        return "snoozed" if self.snoozed else "seen" if self.notice.seen_at else "new"


@dataclass(frozen=True)
class Choice:
    """How somebody is told: kinds on the page, kinds by mail, and from which hour of their day."""

    on_page: tuple[str, ...] = ON_PAGE
    by_mail: tuple[str, ...] = BY_MAIL
    hour: int = HOUR


def choice_of(user: User) -> Choice:
    """What `user` chose, else what is usual."""
    row = NoticeChoice.objects.filter(user=user).first()
    return Choice(tuple(row.on_page), tuple(row.by_mail), row.hour) if row else Choice()


def notice_lines(user: User, *, state: str = "", kinds: Iterable[str] | None = None) -> list[Line]:
    """The newest notices of `user` in a state ("": new and seen), as far as they may know what they are about."""
    today = firm_day().on
    rows = Notice.objects.filter(user=user, archived_at__isnull=True)
    rows = rows if kinds is None else rows.filter(kind__in=list(kinds))
    ahead = Q(snoozed_until__gt=today)
    if state == "done":
        rows = rows.filter(done_at__isnull=False)
    else:
        # Of what was settled, put off or given away since, nothing is said; nor does it take the place of what waits.
        rows = rows.filter(pk__in=[pk for (pk,) in STANDING.rows({"of": user.pk, "today": today})])
        rows = rows.filter(ahead) if state == "snoozed" else rows.filter(~ahead | Q(snoozed_until__isnull=True))
        rows = rows.filter(seen_at__isnull=True) if state == "new" else rows
    found = list(rows.order_by("-raised_at", "-id")[:MOST])
    told = _told(user, found, today, settled=state == "done")
    return [
        Line(notice, *told[notice.pk], snoozed=bool(notice.snoozed_until and notice.snoozed_until > today))
        for notice in found
        if notice.pk in told
    ]


def _told(user: User, notices: list[Notice], today: date, *, settled: bool) -> dict[int, tuple[str, str, str]]:
    """Text, whom it is about, and where to go, for every notice whose record still stands."""
    ids: dict[str, set[int]] = {name: set() for name in ABOUT}
    for notice in notices:
        for name, wanted in ids.items():
            if (pk := getattr(notice, f"{name}_id")) is not None:
                wanted.add(pk)
    records: Mapping[str, Mapping[int, Any]] = {
        "promise": _promises(user, ids["promise"], settled=settled),
        "planned": _planned(user, ids["planned"], settled=settled),
        "alert": _alerts(user, ids["alert"]),
        "doubt": _doubts(user, ids["doubt"]),
        "card": _cards(user, ids["card"], settled=settled),
    }
    found = {}
    for notice in notices:
        for name, known in records.items():
            record = known.get(getattr(notice, f"{name}_id") or 0)
            if record is not None:
                found[notice.pk] = _SAYS[name](record, notice.kind, today)
    return found


def _promises(user: User, ids: set[int], *, settled: bool) -> Mapping[int, Any]:
    rows = promises_seen(user).standing() if settled else promises_seen(user).open()
    return {each.pk: each for each in rows.filter(pk__in=ids)} if ids else {}


def _alerts(user: User, ids: set[int]) -> Mapping[int, Any]:
    found = {each.pk: each for each in waiting_alerts(user).filter(pk__in=ids)} if ids else {}
    for each in found.values():
        each.details = dict(told_to(user, each.details))
    return found


def _planned(user: User, ids: set[int], *, settled: bool) -> Mapping[int, Any]:
    rows = PlannedTouch.objects.visible_to(user)
    rows = rows if settled else rows.open()
    return {each.pk: each for each in rows.filter(pk__in=ids).select_related("client")} if ids else {}


def _doubts(user: User, ids: set[int]) -> Mapping[int, Any]:
    if not ids or not can(user, Capability.SEE_HEALTH):
        return {}
    rows = Doubt.objects.visible_to(user).current().filter(pk__in=ids, answered_at__isnull=True)
    return {each.pk: each for each in rows.select_related("client", "raised_by")}


def _cards(user: User, ids: set[int], *, settled: bool) -> Mapping[int, Any]:
    if not ids:
        return {}
    rows = CardProposal.objects.visible_to(user).filter(pk__in=ids).select_related("link__person", "fact", "point")
    return {each.pk: each for each in (rows if settled else rows.waiting())}


def _promise(promise: Any, kind: str, today: date) -> tuple[str, str, str]:
    late = (today - promise.due_on).days
    when = "today" if late == 0 else f"{said_day(promise.due_on, today)}, {late} day{'s' * (late != 1)} late"
    whose = f"{promise.colleague.name} promised" if kind == "promise_late" else "You promised"
    about = " at ".join(each.name for each in (promise.person, promise.client) if each)
    return f"{whose} “{promise.what}”, due {when}.", about, reverse("promise_detail", args=[promise.public_id])


def _planned_touch(planned: PlannedTouch, kind: str, today: date) -> tuple[str, str, str]:
    text = f"A word is planned for {said_day(planned.due_on, today)}: {planned.reason}"
    return text, planned.client.name, reverse("planned_list")


def _alert(alert: Any, kind: str, today: date) -> tuple[str, str, str]:
    address = reverse("client_health", args=[alert.client.public_id])
    return reason(alert.kind, alert.details, today), alert.client.name, address


def _doubt(doubt: Any, kind: str, today: date) -> tuple[str, str, str]:
    return (
        f"{doubt.raised_by.name} says the score looks wrong: {doubt.reason}",
        doubt.client.name,
        reverse("doubt_list"),
    )


def _card(proposal: CardProposal, kind: str, today: date) -> tuple[str, str, str]:
    said, about = proposal.said, ProposalLine(proposal).about
    verb = {"forget": "asks us to forget", "add": "adds", "correct": "puts right"}[proposal.act]
    words = f"{verb} “{about}”: “{said}”" if said else f"{verb} “{about}”"
    return f"On the card: {words}. It waits for you.", proposal.link.person.name, reverse("proposal_list")


_SAYS: dict[str, Any] = {
    "promise": _promise,
    "planned": _planned_touch,
    "alert": _alert,
    "doubt": _doubt,
    "card": _card,
}
