"""The lists that views, columns, bulk acts and downloads work on: one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.policy import Capability, can
from accounts.vocabulary import speak
from relationships.dashboards.alumni_filters import AlumniFilters, alumni_filters
from relationships.dashboards.client_filters import ClientFilters, client_filters
from relationships.dashboards.engagement_filters import EngagementFilters, engagement_filters
from relationships.dashboards.models import ListKey
from relationships.dashboards.people_filters import PeopleFilters, people_filters


class ListState(Protocol):
    """What a list is asked for, as its address says it."""

    @property
    def saved(self) -> str:
        """The address without its page and its view: what a view keeps."""

    @property
    def told(self) -> str:
        """The words in it that somebody typed."""


@dataclass(frozen=True)
class ListKind:
    """One list: its page, its nouns, who sees it, how its address is read, and the views everybody has."""

    key: ListKey
    page: str
    one: str
    many: str
    needs: Capability
    read: Callable[[QueryDict, User], ListState]
    built_in: tuple[tuple[str, str], ...]
    icon: str

    @property
    def address(self) -> str:
        """Where the list is."""
        return reverse(self.page)

    def counted(self, count: int) -> str:
        """ "1 client", "1,204 clients"."""
        return speak(f"{count:,} {self.one if count == 1 else self.many}")


def _read_clients(query: QueryDict, user: User) -> ClientFilters:
    return client_filters(query, user)


def _read_people(query: QueryDict, user: User) -> PeopleFilters:
    return people_filters(query)


def _read_alumni(query: QueryDict, user: User) -> AlumniFilters:
    return alumni_filters(query)


def _read_engagements(query: QueryDict, user: User) -> EngagementFilters:
    return engagement_filters(query, user)


KINDS: dict[str, ListKind] = {
    kind.key: kind
    for kind in (
        ListKind(
            ListKey.CLIENTS,
            "client_list",
            "client",
            "clients",
            Capability.SEE_CLIENTS,
            _read_clients,
            (("All clients", ""), ("Mine", "owner=me")),
            "building-community",
        ),
        ListKind(
            ListKey.PEOPLE,
            "person_list",
            "person",
            "people",
            Capability.SEE_PEOPLE,
            _read_people,
            (("Everybody", ""), ("At my clients", "owner=me")),
            "users",
        ),
        ListKind(
            ListKey.ALUMNI,
            "alumni_list",
            "alumnus",
            "alumni",
            Capability.SEE_ALUMNI,
            _read_alumni,
            (
                ("Everyone", ""),
                ("At clients", "show=clients"),
                ("At targets", "show=targets"),
                ("Moved this quarter", "show=moved"),
                ("Consent to renew", "show=renew"),
                ("Lost touch", "show=lost"),
            ),
            "plant-2",
        ),
        ListKind(
            ListKey.ENGAGEMENTS,
            "engagement_list",
            "engagement",
            "engagements",
            Capability.SEE_CLIENTS,
            _read_engagements,
            (("All engagements", ""), ("Open", "state=open"), ("I lead", "lead=me")),
            "briefcase",
        ),
    )
}


def kinds_for(user: User) -> list[ListKind]:
    """The lists that exist and that `user` may see."""
    return [kind for kind in _existing() if can(user, kind.needs)]


def kind_called(key: str, user: User) -> ListKind | None:
    """The list `key`, or None where there is none for `user`."""
    return next((kind for kind in kinds_for(user) if kind.key == key), None)


def state_of(kind: ListKind, query: str, user: User) -> ListState:
    """The state that the address `query` (without "?") asks of the list."""
    return kind.read(QueryDict(query[:MOST_QUERY]), user)


MOST_QUERY = 2000
"""Characters of an address that are read into a view."""


@cache
def _existing() -> tuple[ListKind, ...]:
    return tuple(filter(_exists, KINDS.values()))


def _exists(kind: ListKind) -> bool:
    try:
        return bool(kind.address)
    except NoReverseMatch:
        return False
