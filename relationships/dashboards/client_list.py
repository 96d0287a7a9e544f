"""The client list as its template sees it: rows, headers to sort by, filters that are set, choices to set more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from accounts.models import Office, User
from accounts.policy import Capability, can
from accounts.queries import colleagues_and_offices, the_firm
from accounts.vocabulary import words
from relationships.clients.models import Client
from relationships.clients.queries import industries, resembling_clients
from relationships.dashboards.bulk_acts import Offer, acts_on_clients
from relationships.dashboards.client_columns import COLUMNS
from relationships.dashboards.client_filters import GRADES, ME, NONE, TIERS, ClientFilters
from relationships.dashboards.client_rows import ClientRow, client_rows
from relationships.dashboards.client_search import COSTLY_SORTS, FoundClients, page_of_clients
from relationships.dashboards.columns import Column, shown, ticks
from relationships.foundation.display.grade import grade_word
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period, fiscal_year, fiscal_year_of, year_name

Choice = tuple[str, str, bool]
"""Value, words, chosen."""

TIER_WORDS = {**dict(Client.Tier.choices), NONE: "No tier"}
SUGGESTED = 3


@dataclass(frozen=True)
class Header:
    """One column head; `address` is empty where nothing sorts by it, or the list is `too_many` rows long for that."""

    key: str
    label: str
    address: str
    sorted: str
    numeric: bool = False
    too_many: bool = False


@dataclass(frozen=True)
class Choices:
    """What the filter form offers."""

    grades: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    industries: tuple[Choice, ...]
    columns: tuple[Choice, ...]


@dataclass(frozen=True)
class ClientListPage:
    """Context of dashboards/client_list.html."""

    filters: ClientFilters
    rows: list[ClientRow]
    found: FoundClients
    headers: list[Header]
    shows: dict[str, bool]
    """The columns that are drawn, by key."""
    chips: list[tuple[str, str]]
    clear: str
    currency: str
    this_year: str
    last_year: str
    may_add: bool
    acts: list[Offer]
    suggestions: list[Client]
    any_at_all: bool
    choices: Choices | None

    @property
    def count_words(self) -> str:
        """ "164 clients", "over 10,000 clients"."""
        return f"{self.found.count_words} {words()['client' if self.found.count == 1 else 'clients']}"


def client_list_page(user: User, filters: ClientFilters, *, with_choices: bool) -> ClientListPage:
    """One page of the list for `user`; `with_choices` reads what the filter form offers too."""
    firm = the_firm()
    year = current_year()
    columns = shown(COLUMNS, filters.columns, user)
    found = page_of_clients(user, filters, year)
    rows = client_rows(user, found.rows, year, columns={column.key for column in columns})
    empty_search = not found.count and bool(filters.q)
    choices = client_choices(user, filters) if with_choices else None
    state = replace(filters, page=found.number, sort=found.sort)
    return ClientListPage(
        filters=state,
        rows=rows,
        found=found,
        headers=_headers(state, found, year, columns),
        shows={column.key: True for column in columns},
        chips=filter_chips(user, filters),
        clear=ClientFilters(sort=filters.sort, columns=filters.columns, view=filters.view).address(),
        currency=firm.base_currency,
        this_year=year_name(year.year, year.start_month),
        last_year=year_name(year.year - 1, year.start_month),
        may_add=can(user, Capability.EDIT_CLIENTS),
        acts=acts_on_clients(user, archived=filters.archived),
        suggestions=resembling_clients(user, filters.q, most=SUGGESTED) if empty_search else [],
        any_at_all=bool(found.count) or filters.narrowed,
        choices=choices,
    )


def current_year() -> Period:
    """The firm's current fiscal year."""
    start_month = the_firm().fiscal_start_month
    return fiscal_year(fiscal_year_of(firm_day().on, start_month), start_month)


def _headers(filters: ClientFilters, found: FoundClients, year: Period, columns: list[Column]) -> list[Header]:
    return [
        _header(Column("name", "Client", sort="name"), words()["Client"], filters, found),
        *(_header(column, column_words(column, year), filters, found) for column in columns),
    ]


def _header(column: Column, label: str, filters: ClientFilters, found: FoundClients) -> Header:
    sort = column.sort
    address, direction = (_sort_address(filters, found, sort), _direction(filters, sort)) if sort else ("", "")
    return Header(column.key, label, address, direction, column.numeric, too_many=bool(sort and not address))


def column_words(column: Column, year: Period) -> str:
    """The head of a column; those of fees name their year."""
    if column.key == "fees":
        return f"{words()['Fees']} {year_name(year.year, year.start_month)}"
    return (
        f"{words()['Fees']} {year_name(year.year - 1, year.start_month)}" if column.key == "last_fees" else column.label
    )


def _sort_address(filters: ClientFilters, found: FoundClients, key: str) -> str:
    return "" if found.beyond and key in COSTLY_SORTS else filters.sorted_by(key).address()


def _direction(filters: ClientFilters, key: str) -> str:
    if filters.key != key:
        return ""
    return "descending" if filters.descending else "ascending"


def filter_chips(user: User, filters: ClientFilters) -> list[tuple[str, str]]:
    """What is set, in words, each with the address without it."""
    chips = [(f"“{filters.q}”", filters.with_(q="").address())] if filters.q else []
    chips += [
        (grade_words(grade), filters.with_(grades=_without(filters.grades, grade)).address())
        for grade in filters.grades
    ]
    chips += [
        (f"Tier {TIER_WORDS[tier]}", filters.with_(tiers=_without(filters.tiers, tier)).address())
        for tier in filters.tiers
    ]
    if filters.owner:
        chips.append((_owner_words(user, filters.owner), filters.with_(owner="").address()))
    if filters.office:
        office = Office.objects.filter(public_id=filters.office).first()
        chips.append((office.name if office else "Unknown office", filters.with_(office="").address()))
    if filters.industry:
        chips.append((filters.industry, filters.with_(industry="").address()))
    if filters.archived:
        chips.append(("Archived", filters.with_(archived=False).address()))
    return chips


def _without(kept: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(each for each in kept if each != gone)


def grade_words(grade: str) -> str:
    """ "C, Cooling"; "No grade yet"."""
    return "No grade yet" if grade == NONE else f"{grade}, {grade_word(grade)}"


def _owner_words(user: User, owner: str) -> str:
    if owner == ME:
        return "Mine"
    if owner == NONE:
        return "Nobody looks after them"
    known = User.objects.filter(public_id=owner).first()
    return known.name if known else "Unknown colleague"


def client_choices(user: User, filters: ClientFilters) -> Choices:
    """What the filter form offers."""
    see_health = can(user, Capability.SEE_HEALTH)
    here = colleagues_and_offices()
    owners = [row[:2] for row in here]
    # One statement less: an office that nobody works at looks after no client either.
    offices = sorted({(key, name or "") for _, _, key, name in here if key}, key=lambda office: office[1])
    if filters.office not in {"", *(key for key, _ in offices)}:
        offices.append((filters.office, "The chosen office"))
    return Choices(
        grades=tuple((grade, grade_words(grade), grade in filters.grades) for grade in GRADES if see_health),
        tiers=tuple((tier, TIER_WORDS[tier], tier in filters.tiers) for tier in TIERS),
        owners=(
            ("", "Anybody", not filters.owner),
            (ME, "Me", filters.owner == ME),
            (NONE, "Nobody", filters.owner == NONE),
            *((key, name, key == filters.owner) for key, name in owners),
        ),
        offices=(
            ("", "Any office", not filters.office),
            *((key, name, key == filters.office) for key, name in offices),
        ),
        industries=(
            ("", "Any industry", not filters.industry),
            *((name, name, name == filters.industry) for name in industries(user)),
        ),
        columns=tuple(ticks(COLUMNS, filters.columns, user)),
    )
