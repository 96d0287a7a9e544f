"""Which records of a list are meant: those that were ticked, or all that match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from accounts.public_id import LENGTH
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.alumni_filters import alumni_filters
from relationships.dashboards.alumni_search import every_alumnus
from relationships.dashboards.client_filters import client_filters
from relationships.dashboards.client_list import current_year
from relationships.dashboards.client_search import every_client
from relationships.dashboards.engagement_filters import engagement_filters
from relationships.dashboards.engagement_search import all_work
from relationships.dashboards.list_kinds import MOST_QUERY
from relationships.dashboards.models import ListKey
from relationships.dashboards.numbered_pages import BOUND
from relationships.dashboards.people_filters import people_filters
from relationships.dashboards.people_search import every_person
from relationships.engagements.models import Engagement

MOST = BOUND
"""Records that one act may change."""


@dataclass(frozen=True)
class Selection:
    """The records meant, through the gate and in the order of the list; `query` is the list they were chosen in."""

    list_key: str
    query: str
    everything: bool
    picked: list[str]
    ids: list[int]
    too_many: bool = False

    @property
    def count(self) -> int:
        """How many are meant."""
        return len(self.ids)


def selection(data: QueryDict, user: User, list_key: str) -> Selection:
    """Read what was ticked: `pick` public ids, or `all=yes` for everything that the list `list` holds."""
    query = data.get("list", "")[:MOST_QUERY]
    if data.get("all") == "yes":
        ids = _EVERYTHING[list_key](QueryDict(query), user)
        return Selection(list_key, query, True, [], ids[:MOST], too_many=len(ids) > MOST)
    picked = list(dict.fromkeys(each for each in data.getlist("pick") if each.isalnum() and len(each) <= LENGTH))
    rows: Any = visible(list_key, user).filter(public_id__in=picked[: MOST + 1])
    by_id = dict(rows.values_list("public_id", "pk"))
    ids = [by_id[each] for each in picked if each in by_id]
    return Selection(list_key, query, False, picked[:MOST], ids[:MOST], too_many=len(picked) > MOST)


@dataclass(frozen=True)
class Named:
    """A record by its name and its page."""

    name: str
    address: str


def names_of(list_key: str, user: User, ids: list[int]) -> dict[int, Named]:
    """The visible records with these ids."""
    found: dict[int, Any] = visible(list_key, user).in_bulk(ids)
    return {
        pk: Named(str(getattr(each, "person", each)), reverse(_PAGES[ListKey(list_key)], args=[each.public_id]))
        for pk, each in found.items()
    }


def visible(list_key: str, user: User) -> Any:
    """The records of the list that `user` may see."""
    if list_key == ListKey.ALUMNI:
        return Alumnus.objects.visible_to(user).filter(opted_out_on__isnull=True).select_related("person")
    if list_key == ListKey.ENGAGEMENTS:
        return Engagement.objects.visible_to(user)
    return (Client if list_key == ListKey.CLIENTS else Person).objects.visible_to(user)


def _all_clients(query: QueryDict, user: User) -> list[int]:
    return every_client(user, client_filters(query, user), current_year(), most=MOST + 1)


def _all_people(query: QueryDict, user: User) -> list[int]:
    return every_person(user, people_filters(query), most=MOST + 1)


def _all_alumni(query: QueryDict, user: User) -> list[int]:
    filters = alumni_filters(query)
    return [] if filters.problem else every_alumnus(user, filters)


def _all_work(query: QueryDict, user: User) -> list[int]:
    return all_work(user, engagement_filters(query, user), current_year(), most=MOST + 1)


_PAGES = {
    ListKey.CLIENTS: "client_detail",
    ListKey.PEOPLE: "person_detail",
    ListKey.ALUMNI: "alumnus_detail",
    ListKey.ENGAGEMENTS: "engagement_detail",
}
_EVERYTHING: dict[str, Callable[[QueryDict, User], list[int]]] = {
    ListKey.CLIENTS: _all_clients,
    ListKey.PEOPLE: _all_people,
    ListKey.ALUMNI: _all_alumni,
    ListKey.ENGAGEMENTS: _all_work,
}
