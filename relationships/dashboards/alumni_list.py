"""The directory of alumni as its template sees it: the bar of where they went, views with counts, rows, filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Value

from accounts.fields import colleagues_here
from accounts.models import Office, Practice, User
from accounts.policy import Capability, can
from accounts.vocabulary import speak
from relationships.contacts.models import Person
from relationships.contacts.queries import resembling_people
from relationships.dashboards.alumni_columns import COLUMNS
from relationships.dashboards.alumni_filters import DESCENDING_FIRST, ME, NONE, AlumniFilters
from relationships.dashboards.alumni_rows import AlumnusRow, alumni_rows
from relationships.dashboards.alumni_search import Whereabouts, in_time, page_of_alumni, whereabouts
from relationships.dashboards.bulk_acts import Offer, acts_on_alumni
from relationships.dashboards.client_list import Choice, Header
from relationships.dashboards.columns import Column, shown, ticks
from relationships.dashboards.numbered_pages import Numbered
from relationships.foundation.firm_day import firm_day

LONGEST_AXIS = 45
"""Years that the axis of careers reaches back at most."""
PLACES = {
    "us": "Rejoined us",
    "client": "At clients",
    "target": "At targets",
    "company": "In-house elsewhere",
    "firm": "Other firms",
    "public": "Public service",
    "own": "Self-employed",
    "none": "Not working",
    "elsewhere": "Elsewhere",
    "unknown": "Not known",
}
SHOWN = {
    "clients": "At clients",
    "targets": "At targets",
    "moved": "Moved this quarter",
    "renew": "Consent to renew",
    "lost": "Lost touch",
}
CONSENTS = {
    "given": "Agreed",
    "renew": "To renew",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "unknown": "Not asked",
}
_BAR = (
    ("At clients", ("client",), "p-alumni"),
    ("At targets", ("target",), "viz-1"),
    ("In-house elsewhere", ("company",), "viz-2"),
    ("Other firms", ("firm",), "viz-slate"),
    ("Public service", ("public",), "viz-3"),
    ("Rejoined us", ("us",), "viz-1"),
    ("Elsewhere", ("elsewhere", "own", "none"), "p-back"),
    ("Not known", ("unknown",), "p-none"),
)


@dataclass(frozen=True)
class AlumniChoices:
    """What the filter form offers."""

    places: list[Choice]
    consents: list[Choice]
    offices: list[Choice]
    practices: list[Choice]
    keepers: list[Choice]
    columns: list[Choice]


@dataclass(frozen=True)
class AlumniList:
    """Context of dashboards/alumni_list.html. `bar`: (name, count) of where they are, `fills` in the same order."""

    filters: AlumniFilters
    alumni: Numbered[AlumnusRow]
    headers: list[Header]
    shows: dict[str, bool]
    chips: list[tuple[str, str]]
    clear: str
    all: Whereabouts
    bar: list[tuple[str, int]]
    fills: list[str]
    first: date
    today: date
    suggestions: list[Person]
    see_health: bool
    may_edit: bool
    acts: list[Offer]
    choices: AlumniChoices | None

    @property
    def count_words(self) -> str:
        """ "1 alumnus", "612 alumni"."""
        return f"{self.alumni.count_words} {speak('alumnus' if self.alumni.count == 1 else 'alumni')}"

    @property
    def at_clients(self) -> int:
        return self.all.at("client", "target")

    @property
    def counts(self) -> dict[str, int]:
        """How many each built-in view shows, by its address; beyond what is counted, none."""
        if self.all.many:
            return {} if self.all.uncounted else {"": self.all.total}
        all_ = self.all
        by_show = {"moved": all_.moved, "renew": all_.renew, "lost": all_.lost, "targets": all_.at("target")}
        by_show["clients"] = all_.at("client", "target")
        return {"": all_.total, **{f"show={show}": count for show, count in by_show.items()}}


def alumni_list(user: User, filters: AlumniFilters, *, with_choices: bool) -> AlumniList:
    """One page of the directory for `user`; `with_choices` reads what the filter form offers too."""
    known = whereabouts(user)
    filters = replace(in_time(filters, known), page=filters.page)
    found = page_of_alumni(user, filters, known)
    state = replace(filters, page=found.number)
    bar = [(speak(name), known.at(*places), fill) for name, places, fill in _BAR if known.at(*places)]
    today = firm_day().on
    columns = shown(COLUMNS, filters.columns, user)
    nothing = bool(filters.q) and not found.count
    return AlumniList(
        filters=state,
        alumni=Numbered(alumni_rows(user, found.rows), found.count, found.number, found.last),
        headers=_headers(state, columns, known.many),
        shows={column.key: True for column in columns},
        chips=_chips(filters),
        clear=AlumniFilters(sort=filters.sort, columns=filters.columns, view=filters.view).address(),
        all=known,
        bar=[(name, count) for name, count, _ in bar],
        fills=[fill for _, _, fill in bar],
        first=date(axis_begins(known.since, today), 1, 1),
        today=today,
        suggestions=resembling_people(user, filters.q, most=3) if nothing else [],
        see_health=can(user, Capability.SEE_HEALTH),
        may_edit=can(user, Capability.EDIT_ALUMNI),
        acts=acts_on_alumni(user, archived=filters.archived),
        choices=_choices(user, filters) if with_choices else None,
    )


def axis_begins(since: int | None, today: date) -> int:
    """The year in which the axis of careers begins."""
    return max(since or today.year - 10, today.year - LONGEST_AXIS)


def _headers(filters: AlumniFilters, columns: list[Column], many: bool) -> list[Header]:
    every = [Column("name", "Who", sort="name"), *columns]
    return [_header(each.key, speak(each.label), each.sort, filters, many) for each in every]


def _header(key: str, label: str, sort: str, filters: AlumniFilters, many: bool) -> Header:
    way = ("descending" if filters.descending else "ascending") if sort and filters.key == sort else ""
    address = filters.sorted_by(sort).address() if sort and not (many and sort in DESCENDING_FIRST - {"left"}) else ""
    return Header(key, label, address, way)


def _chips(filters: AlumniFilters) -> list[tuple[str, str]]:
    """What is set, in words, each with the address without it."""
    chips = [(f"“{filters.q}”", filters.with_(q="").address())] if filters.q else []
    if filters.show:
        chips.append((speak(SHOWN[filters.show]), filters.with_(show="").address()))
    if filters.place:
        chips.append((speak(PLACES[filters.place]), filters.with_(place="").address()))
    if filters.consent:
        chips.append((f"Consent: {CONSENTS[filters.consent].lower()}", filters.with_(consent="").address()))
    places: tuple[tuple[str, Any], ...] = (("office", Office), ("practice", Practice))
    for key, model in places:
        if wanted := getattr(filters, key):
            known = model.objects.filter(public_id=wanted).first()
            chips.append((str(known or speak(f"Unknown {key}")), filters.with_(**{key: ""}).address()))
    if filters.keeper:
        chips.append((_keeper_words(filters.keeper), filters.with_(keeper="").address()))
    if filters.archived:
        chips.append(("Archived", filters.with_(archived=False).address()))
    return chips


def _keeper_words(keeper: str) -> str:
    if keeper == ME:
        return "I keep in touch"
    if keeper == NONE:
        return "Nobody keeps in touch"
    known = User.objects.filter(public_id=keeper).first()
    return f"Kept by {known.name}" if known else "Kept by an unknown colleague"


def _named_choices() -> tuple[list[tuple[str, str]], ...]:
    """Public id and name of offices, practices and colleagues, in one statement."""
    places = [model.objects.filter(archived_at__isnull=True).order_by() for model in (Office, Practice)]
    arms: list[Any] = [*places, colleagues_here().order_by()]
    rows = [
        arm.annotate(kind=Value(number)).values_list("kind", "public_id", "name") for number, arm in enumerate(arms)
    ]
    found: list[list[tuple[str, str]]] = [[], [], []]
    for kind, public_id, name in rows[0].union(*rows[1:], all=True).order_by("name", "public_id"):
        found[kind].append((public_id, name))
    return tuple(found)


def _choices(user: User, filters: AlumniFilters) -> AlumniChoices:
    places = [(key, speak(words), key == filters.place) for key, words in PLACES.items()]
    offices, practices, keepers = _named_choices()
    return AlumniChoices(
        places=[("", "Anywhere", not filters.place), *places],
        consents=[("", "Any", not filters.consent)]
        + [(key, words, key == filters.consent) for key, words in CONSENTS.items()],
        offices=[("", "Any office", not filters.office)] + [(k, name, k == filters.office) for k, name in offices],
        practices=[("", speak("Any practice"), not filters.practice)]
        + [(k, name, k == filters.practice) for k, name in practices],
        keepers=[
            ("", "Anybody", not filters.keeper),
            (ME, "Me", filters.keeper == ME),
            (NONE, "Nobody", filters.keeper == NONE),
            *((key, name, key == filters.keeper) for key, name in keepers),
        ],
        columns=ticks(COLUMNS, filters.columns, user),
    )
