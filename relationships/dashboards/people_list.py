"""The list of people as its template sees it: rows, headers, filters that are set, choices to set more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from accounts.models import User
from accounts.policy import Capability, can
from accounts.queries import colleagues_and_offices
from relationships.contacts.models import Person, Position
from relationships.contacts.queries import resembling_people
from relationships.dashboards.bulk_acts import Offer, acts_on_people
from relationships.dashboards.client_list import Choice, Header
from relationships.dashboards.columns import Column, shown, ticks
from relationships.dashboards.numbered_pages import Numbered
from relationships.dashboards.people_columns import COLUMNS
from relationships.dashboards.people_filters import ME, PeopleFilters
from relationships.dashboards.people_rows import PersonRow, person_rows
from relationships.dashboards.people_search import page_of_people

SUGGESTED = 3
ROLE_WORDS = dict(Position.BuyingRole.choices)
KNOWN_WORDS = {"me": "I know them", "nobody": "Nobody of us knows them"}


@dataclass(frozen=True)
class PeopleChoices:
    """What the filter form offers."""

    owners: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    known: tuple[Choice, ...]
    columns: tuple[Choice, ...]


@dataclass(frozen=True)
class PeopleList:
    """Context of dashboards/person_list.html."""

    filters: PeopleFilters
    people: Numbered[PersonRow]
    headers: list[Header]
    shows: dict[str, bool]
    chips: list[tuple[str, str]]
    clear: str
    suggestions: list[Person]
    may_add: bool
    acts: list[Offer]
    choices: PeopleChoices | None

    @property
    def count_words(self) -> str:
        """ "1 person", "164 people", "over 10,000 people"."""
        return f"{self.people.count_words} {'person' if self.people.count == 1 else 'people'}"


def people_list(user: User, filters: PeopleFilters, *, with_choices: bool) -> PeopleList:
    """One page of the people `user` may see; `with_choices` reads what the filter form offers too."""
    ids = page_of_people(user, filters)
    state = replace(filters, page=ids.number)
    columns = shown(COLUMNS, filters.columns, user)
    rows = person_rows(user, ids.rows, columns={column.key for column in columns})
    nothing = bool(filters.q) and not ids.count
    return PeopleList(
        filters=state,
        people=Numbered(rows, ids.count, ids.number, ids.last),
        headers=[_header(Column("name", "Person", sort="name"), state), *(_header(each, state) for each in columns)],
        shows={column.key: True for column in columns},
        chips=_chips(filters),
        clear=PeopleFilters(sort=filters.sort, columns=filters.columns, view=filters.view).address(),
        suggestions=resembling_people(user, filters.q, most=SUGGESTED) if nothing else [],
        may_add=can(user, Capability.EDIT_PEOPLE),
        acts=acts_on_people(user, archived=filters.archived),
        choices=_choices(user, filters) if with_choices else None,
    )


def _header(column: Column, filters: PeopleFilters) -> Header:
    way = ("descending" if filters.descending else "ascending") if column.sort and filters.key == column.sort else ""
    address = filters.sorted_by(column.sort).address() if column.sort else ""
    return Header(column.key, column.label, address, way, column.numeric)


def _chips(filters: PeopleFilters) -> list[tuple[str, str]]:
    """What is set, in words, each with the address without it."""
    chips = [(f"“{filters.q}”", filters.with_(q="").address())] if filters.q else []
    if filters.owner:
        chips.append((_owner_words(filters.owner), filters.with_(owner="").address()))
    for role in filters.roles:
        others = tuple(each for each in filters.roles if each != role)
        chips.append((str(ROLE_WORDS[role]), filters.with_(roles=others).address()))
    if filters.known:
        chips.append((KNOWN_WORDS[filters.known], filters.with_(known="").address()))
    if filters.stub:
        chips.append(("Only heard of", filters.with_(stub=False).address()))
    if filters.archived:
        chips.append(("Archived", filters.with_(archived=False).address()))
    return chips


def _owner_words(owner: str) -> str:
    if owner == ME:
        return "At my clients"
    known = User.objects.filter(public_id=owner).first()
    return f"At clients of {known.name}" if known else "At clients of an unknown colleague"


def _choices(user: User, filters: PeopleFilters) -> PeopleChoices:
    owners = [row[:2] for row in colleagues_and_offices()]
    return PeopleChoices(
        owners=(
            ("", "Anybody", not filters.owner),
            (ME, "Me", filters.owner == ME),
            *((key, name, key == filters.owner) for key, name in owners),
        ),
        roles=tuple((key, str(words), key in filters.roles) for key, words in ROLE_WORDS.items()),
        known=(
            ("", "Anybody or nobody", not filters.known),
            *((key, words, key == filters.known) for key, words in KNOWN_WORDS.items()),
        ),
        columns=tuple(ticks(COLUMNS, filters.columns, user)),
    )
