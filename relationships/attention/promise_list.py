"""The list of promises: whose, in which state, how many were kept; as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict

from accounts.models import User
from accounts.text import TextError, clean_text
from relationships.dashboards.numbered_pages import Numbered, numbered, page_number
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Promise, PromiseQuerySet
from relationships.interactions.queries.promises import changeable_promises, promises_seen
from relationships.interactions.queries.rights import logs_for

STATES = (
    ("open", "Open"),
    ("overdue", "Overdue"),
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("withdrawn", "Withdrawn"),
    ("all", "All"),
)
WHOSE = (("", "Mine"), ("clients", "My clients"), ("all", "Everybody’s"))
SIDES = (("", "Both sides"), ("ours", "We promised"), ("theirs", "They promised"))
LONGEST_SEARCH = 100
YEAR = timedelta(days=365)
CHUNK = 500


@dataclass(frozen=True)
class PromiseFilters:
    """What the address asks for; anything unknown counts as not asked."""

    state: str = "open"
    whose: str = ""
    side: str = ""
    q: str = ""

    def address(self, **changes: str) -> str:
        """The query string with these filters changed."""
        asked = {**vars(self), **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value and (name, value) != _USUAL})


_USUAL = ("state", "open")


@dataclass(frozen=True)
class KeptRate:
    """Of our promises that were settled within a year; None without any."""

    kept: int
    settled: int


@dataclass(frozen=True)
class PromisePage:
    """Context of attention/promise_list.html."""

    lines: Numbered[Promise]
    may: set[int]
    filters: PromiseFilters
    today: date
    rate: KeptRate
    of: User

    @property
    def states(self) -> list[tuple[str, str, bool]]:
        return [(self.filters.address(state=key), label, key == self.filters.state) for key, label in STATES]

    @property
    def whose(self) -> list[tuple[str, str, bool]]:
        return [(self.filters.address(whose=key), label, key == self.filters.whose) for key, label in WHOSE]

    @property
    def sides(self) -> list[tuple[str, str, bool]]:
        return [(key, label, key == self.filters.side) for key, label in SIDES]

    @property
    def here(self) -> str:
        return self.filters.address()


def promise_filters(query: QueryDict) -> PromiseFilters:
    """The filters of an address."""

    def one_of(name: str, known: Sequence[tuple[str, str]], usual: str) -> str:
        asked = query.get(name, "")
        return asked if asked in dict(known) else usual

    try:
        typed = clean_text(query.get("q", ""), max_length=LONGEST_SEARCH)
    except TextError:
        typed = ""
    return PromiseFilters(one_of("state", STATES, "open"), one_of("whose", WHOSE, ""), one_of("side", SIDES, ""), typed)


def promise_page(user: User, query: QueryDict) -> PromisePage:
    """A page of the promises that `user` may know of."""
    filters, today, of = promise_filters(query), firm_day().on, logs_for(user)
    page = numbered(found_promises(user, filters), page_number(query.get("page", "")))
    return PromisePage(page, changeable_promises(user, page.rows), filters, today, kept_rate(user, of, today), of)


def kept_rate(user: User, of: User, today: date) -> KeptRate:
    """How many of what a colleague promised and settled within a year was kept."""
    outcomes = (
        promises_seen(user)
        .standing()
        .filter(colleague=of, side=Promise.Side.OURS, settled_on__gt=today - YEAR, outcome__in=["kept", "broken"])
    )
    counted = outcomes.aggregate(kept=Count("pk", filter=Q(outcome="kept")), settled=Count("pk"))
    return KeptRate(counted["kept"], counted["settled"])


def found_promises(user: User, filters: PromiseFilters) -> PromiseQuerySet:
    """All that match, the next one due first, settled ones newest first."""
    of, today = logs_for(user), firm_day().on
    rows = promises_seen(user).standing()
    if filters.whose == "":
        rows = rows.filter(colleague=of)
    elif filters.whose == "clients":
        rows = rows.filter(client__owner=of)
    if filters.side:
        rows = rows.filter(side=filters.side)
    if filters.q:
        called = (
            Q(what__icontains=filters.q) | Q(client__name__icontains=filters.q) | Q(person__name__icontains=filters.q)
        )
        rows = rows.filter(called)
    if filters.state == "overdue":
        rows = rows.overdue(today)
    elif filters.state != "all":
        rows = rows.filter(outcome="" if filters.state == "open" else filters.state)
    settled = filters.state in ("kept", "broken", "withdrawn")
    ordered: PromiseQuerySet = rows.order_by("-settled_on", "-id") if settled else rows.order_by("due_on", "id")
    return ordered


HEADER = ("Promise", "Who promised", "Colleague", "Client", "Person", "Promised on", "Due on", "State", "Settled on")


def promise_rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
    """Everything that the address asks for, as lines of a file, as it is now."""
    found = found_promises(user, promise_filters(query))
    return _lines(found, list(found.values_list("pk", flat=True)), firm_day().on)


def _lines(found: PromiseQuerySet, ids: list[int], today: date) -> Iterator[Sequence[Any]]:
    for each in _in_chunks(found, ids):
        yield (
            each.what,
            str(each.get_side_display()),
            each.colleague.name,
            each.client.name if each.client else None,
            each.person.name if each.person else None,
            each.promised_on,
            each.due_on,
            state_words(each, today),
            each.settled_on,
        )


def _in_chunks(found: PromiseQuerySet, ids: list[int]) -> Iterator[Promise]:
    for start in range(0, len(ids), CHUNK):
        yield from found.filter(pk__in=ids[start : start + CHUNK])


def state_words(promise: Promise, today: date) -> str:
    """ "Kept", "Overdue", "Open"."""
    if promise.outcome:
        return str(promise.get_outcome_display())
    return "Overdue" if promise.due_on < today else "Open"
