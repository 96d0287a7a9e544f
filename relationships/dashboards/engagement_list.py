"""The list of all work as its template sees it: rows, headers to sort by, filters that are set, choices to set more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from accounts.fields import colleagues_here
from accounts.models import Office, Practice, User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from accounts.vocabulary import speak, words
from relationships.dashboards.bulk_acts import Offer, acts_on_engagements
from relationships.dashboards.client_list import Choice, Header, current_year
from relationships.dashboards.columns import Column, shown, ticks
from relationships.dashboards.engagement_columns import COLUMNS
from relationships.dashboards.engagement_filters import ME, NONE, OF_FEES, EngagementFilters
from relationships.dashboards.engagement_rows import EngagementRow, engagement_rows
from relationships.dashboards.engagement_search import page_of_work
from relationships.dashboards.numbered_pages import Numbered
from relationships.engagements.models import Engagement
from relationships.foundation.periods import Period, year_name

STATE_WORDS = {"open": "Open", "closed": "Closed"}
ORIGIN_WORDS = dict(Engagement.Origin.choices)


@dataclass(frozen=True)
class EngagementChoices:
    """What the filter form offers."""

    states: list[Choice]
    leads: list[Choice]
    practices: list[Choice]
    offices: list[Choice]
    origins: list[Choice]
    columns: list[Choice]


@dataclass(frozen=True)
class EngagementList:
    """Context of dashboards/engagement_list.html."""

    filters: EngagementFilters
    work: Numbered[EngagementRow]
    headers: list[Header]
    shows: dict[str, bool]
    chips: list[tuple[str, str]]
    clear: str
    currency: str
    may_add: bool
    acts: list[Offer]
    choices: EngagementChoices | None

    @property
    def count_words(self) -> str:
        """ "1 engagement", "164 engagements", "over 10,000 engagements"."""
        return f"{self.work.count_words} {words()['engagement' if self.work.count == 1 else 'engagements']}"


def engagement_list(user: User, filters: EngagementFilters, *, with_choices: bool) -> EngagementList:
    """One page of the work `user` may see; `with_choices` reads what the filter form offers too."""
    year = current_year()
    found = page_of_work(user, filters, year)
    state = replace(filters, page=found.number, sort=found.sort)
    columns = shown(COLUMNS, filters.columns, user)
    rows = engagement_rows(user, found.rows, year, columns={column.key for column in columns})
    name = Column("name", "Engagement", sort="name")
    return EngagementList(
        filters=state,
        work=Numbered(rows, found.count, found.number, found.last),
        headers=[_header(each, year, state, beyond=found.beyond) for each in (name, *columns)],
        shows={column.key: True for column in columns},
        chips=_chips(filters),
        clear=EngagementFilters(sort=filters.sort, columns=filters.columns, view=filters.view).address(),
        currency=the_firm().base_currency,
        may_add=can(user, Capability.EDIT_CLIENTS),
        acts=acts_on_engagements(user, archived=filters.archived),
        choices=_choices(user, filters) if with_choices else None,
    )


def column_label(column: Column, year: Period) -> str:
    """The head of a column in the firm's words; those of fees name their year."""
    if column.key in OF_FEES:
        number = year.year - (column.key == "last_fees")
        return f"{words()['Fees']} {year_name(number, year.start_month)}"
    return speak(column.label)


def _header(column: Column, year: Period, filters: EngagementFilters, *, beyond: bool) -> Header:
    way = ("descending" if filters.descending else "ascending") if column.sort and filters.key == column.sort else ""
    too_many = beyond and column.sort in OF_FEES
    address = filters.sorted_by(column.sort).address() if column.sort and not too_many else ""
    return Header(column.key, column_label(column, year), address, way, column.numeric, too_many)


def _chips(filters: EngagementFilters) -> list[tuple[str, str]]:
    """What is set, in words, each with the address without it."""
    chips = [(f"“{filters.q}”", filters.with_(q="").address())] if filters.q else []
    if filters.state:
        chips.append((STATE_WORDS[filters.state], filters.with_(state="").address()))
    if filters.lead:
        chips.append((_lead_words(filters.lead), filters.with_(lead="").address()))
    places: tuple[tuple[str, Any], ...] = (("practice", Practice), ("office", Office))
    for key, model in places:
        if wanted := getattr(filters, key):
            known = model.objects.filter(public_id=wanted).first()
            chips.append((str(known or speak(f"Unknown {key}")), filters.with_(**{key: ""}).address()))
    for origin in filters.origins:
        others = tuple(each for each in filters.origins if each != origin)
        chips.append((speak(str(ORIGIN_WORDS[origin])), filters.with_(origins=others).address()))
    for key, label in (("one_off", "One-off"), ("archived", "Archived")):
        if getattr(filters, key):
            chips.append((label, filters.with_(**{key: False}).address()))
    return chips


def _lead_words(lead: str) -> str:
    if lead == ME:
        return "I lead"
    if lead == NONE:
        return "Nobody leads"
    known = User.objects.filter(public_id=lead).first()
    return f"Led by {known.name}" if known else "Led by an unknown colleague"


def _choices(user: User, filters: EngagementFilters) -> EngagementChoices:
    places = {
        model: list(model.objects.filter(archived_at__isnull=True).order_by("name").values_list("public_id", "name"))
        for model in (Practice, Office)
    }
    leads = colleagues_here().values_list("public_id", "name")
    return EngagementChoices(
        states=[("", "Open or closed", not filters.state)]
        + [(key, label, key == filters.state) for key, label in STATE_WORDS.items()],
        leads=[
            ("", "Anybody", not filters.lead),
            (ME, "Me", filters.lead == ME),
            (NONE, "Nobody", filters.lead == NONE),
            *((key, name, key == filters.lead) for key, name in leads),
        ],
        practices=[("", speak("Any practice"), not filters.practice)]
        + [(key, name, key == filters.practice) for key, name in places[Practice]],
        offices=[("", "Any office", not filters.office)]
        + [(key, name, key == filters.office) for key, name in places[Office]],
        origins=[(key, speak(str(label)), key in filters.origins) for key, label in ORIGIN_WORDS.items()],
        columns=[(key, speak(label), drawn) for key, label, drawn in ticks(COLUMNS, filters.columns, user)],
    )
