"""The client list as its template sees it: rows, headers to sort by, filters that are set, choices to set more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from accounts.fields import colleagues_here
from accounts.models import Office, User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.clients.queries import industries, resembling_clients
from relationships.dashboards.client_filters import FEE_SORTS, GRADES, ME, NONE, TIERS, ClientFilters
from relationships.dashboards.client_rows import ClientRow, client_rows
from relationships.dashboards.client_search import COSTLY_SORTS, FoundClients, page_of_clients
from relationships.foundation.display.grade import grade_word
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period, fiscal_year, fiscal_year_of, year_name

Choice = tuple[str, str, bool]
"""Value, words, chosen."""

TIER_WORDS = {**dict(Client.Tier.choices), NONE: "No tier"}
SUGGESTED = 3


@dataclass(frozen=True)
class Header:
    """One column head; `address` is empty where the list is too long to sort by it."""

    key: str
    label: str
    address: str
    sorted: str
    numeric: bool = False


@dataclass(frozen=True)
class Choices:
    """What the filter form offers."""

    grades: list[Choice]
    tiers: list[Choice]
    owners: list[Choice]
    offices: list[Choice]
    industries: list[Choice]


@dataclass(frozen=True)
class ClientListPage:
    """Context of dashboards/client_list.html."""

    filters: ClientFilters
    rows: list[ClientRow]
    found: FoundClients
    headers: list[Header]
    chips: list[tuple[str, str]]
    clear: str
    currency: str
    this_year: str
    last_year: str
    see_fees: bool
    see_health: bool
    may_add: bool
    suggestions: list[Client]
    any_at_all: bool
    choices: Choices | None

    @property
    def count_words(self) -> str:
        """ "164 clients", "over 10,000 clients"."""
        return f"{self.found.count_words} client{'' if self.found.count == 1 else 's'}"


def client_list_page(user: User, filters: ClientFilters, *, with_choices: bool) -> ClientListPage:
    """One page of the list for `user`; `with_choices` reads what the filter form offers too."""
    firm = the_firm()
    year = _this_year(firm.fiscal_start_month)
    see_fees, see_health = can(user, Capability.SEE_FEES), can(user, Capability.SEE_HEALTH)
    found = page_of_clients(user, filters, year)
    rows = client_rows(user, found.rows, year, with_fees=see_fees)
    empty_search = not found.count and bool(filters.q)
    choices = _choices(user, filters, see_health=see_health) if with_choices else None
    shown = replace(filters, page=found.number, sort=found.sort)
    return ClientListPage(
        filters=shown,
        rows=rows,
        found=found,
        headers=_headers(shown, found, year, see_fees=see_fees, see_health=see_health),
        chips=_chips(user, filters),
        clear=ClientFilters(sort=filters.sort).address(),
        currency=firm.base_currency,
        this_year=year_name(year.year, year.start_month),
        last_year=year_name(year.year - 1, year.start_month),
        see_fees=see_fees,
        see_health=see_health,
        may_add=can(user, Capability.EDIT_CLIENTS),
        suggestions=resembling_clients(user, filters.q, most=SUGGESTED) if empty_search else [],
        any_at_all=bool(found.count) or filters.narrowed,
        choices=choices,
    )


def _this_year(start_month: int) -> Period:
    return fiscal_year(fiscal_year_of(firm_day().on, start_month), start_month)


def _headers(
    filters: ClientFilters, found: FoundClients, year: Period, *, see_fees: bool, see_health: bool
) -> list[Header]:
    columns = [
        ("name", "Client", False),
        ("tier", "Tier", False),
        ("health", "Health", False),
        ("fees", f"Fees {year_name(year.year, year.start_month)}", True),
        ("last_fees", year_name(year.year - 1, year.start_month), True),
        ("touch", "Last touch", False),
        ("owner", "Looked after by", False),
    ]
    return [
        Header(key, label, _sort_address(filters, found, key), _direction(filters, key), numeric)
        for key, label, numeric in columns
        if (see_fees or key not in FEE_SORTS) and (see_health or key != "health")
    ]


def _sort_address(filters: ClientFilters, found: FoundClients, key: str) -> str:
    return "" if found.beyond and key in COSTLY_SORTS else filters.sorted_by(key).address()


def _direction(filters: ClientFilters, key: str) -> str:
    if filters.key != key:
        return ""
    return "descending" if filters.descending else "ascending"


def _chips(user: User, filters: ClientFilters) -> list[tuple[str, str]]:
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


def _choices(user: User, filters: ClientFilters, *, see_health: bool) -> Choices:
    owners = colleagues_here().values_list("public_id", "name")
    offices = Office.objects.filter(archived_at__isnull=True).order_by("name").values_list("public_id", "name")
    return Choices(
        grades=[(grade, grade_words(grade), grade in filters.grades) for grade in GRADES if see_health],
        tiers=[(tier, TIER_WORDS[tier], tier in filters.tiers) for tier in TIERS],
        owners=[
            ("", "Anybody", not filters.owner),
            (ME, "Me", filters.owner == ME),
            (NONE, "Nobody", filters.owner == NONE),
            *((key, name, key == filters.owner) for key, name in owners),
        ],
        offices=[
            ("", "Any office", not filters.office),
            *((key, name, key == filters.office) for key, name in offices),
        ],
        industries=[
            ("", "Any industry", not filters.industry),
            *((name, name, name == filters.industry) for name in industries(user)),
        ],
    )
