"""What the list of people is asked for: read from the address, written back into addresses. Pure but for `QueryDict`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.name_search import search_text
from accounts.public_id import LENGTH
from accounts.text import TextError
from relationships.contacts.models import Position
from relationships.dashboards.columns import chosen
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.people_columns import COLUMNS

ME = "me"
SORTS = ("name", "added")
ROLES = tuple(Position.BuyingRole.values)
KNOWN = ("nobody", "me")


@dataclass(frozen=True)
class PeopleFilters:
    """One state of the list; every state has an address."""

    q: str = ""
    owner: str = ""
    """Whose clients they work at: "me", a colleague's public id, or ""."""
    roles: tuple[str, ...] = ()
    known: str = ""
    """ "nobody": none of us has a tie with them; "me": the reader has one."""
    stub: bool = False
    archived: bool = False
    sort: str = "name"
    page: int = 1
    columns: tuple[str, ...] = ()
    view: str = ""
    problem: str = ""

    @property
    def key(self) -> str:
        """By what it is sorted."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out that a list without filters shows."""
        return any((self.q, self.owner, self.roles, self.known, self.stub, self.archived))

    @property
    def saved(self) -> str:
        """What a view keeps: everything but the page and the view itself, without "?"."""
        return self.with_(view="").address().removeprefix("?")

    @property
    def told(self) -> str:
        """The words that somebody typed."""
        return self.q

    def with_(self, **changes: Any) -> Self:
        """This state with changes, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def sorted_by(self, key: str) -> Self:
        """What a click on the header `key` asks for: its natural direction first, then the other."""
        first, other = ("-added", "added") if key == "added" else (key, f"-{key}")
        return self.with_(sort=other if self.sort == first else first)

    def address(self) -> str:
        """`?…` with everything that is not the default."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        pairs += [("owner", self.owner)] if self.owner else []
        pairs += [("role", role) for role in self.roles]
        pairs += [("known", self.known)] if self.known else []
        pairs += [(key, "yes") for key in ("stub", "archived") if getattr(self, key)]
        pairs += [("sort", self.sort)] if self.sort != "name" else []
        pairs += [("column", key) for key in self.columns]
        pairs += [("view", self.view)] if self.view else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}" if pairs else "?"


def people_filters(query: QueryDict) -> PeopleFilters:
    """Read an address; what it does not know it leaves out."""
    try:
        text, problem = search_text(query.get("q", "")), ""
    except TextError as error:
        text, problem = "", str(error)
    sort, known = query.get("sort", ""), query.get("known", "")
    return PeopleFilters(
        q=text,
        owner=_id(query.get("owner", "")),
        roles=tuple(role for role in ROLES if role in query.getlist("role")),
        known=known if known in KNOWN else "",
        stub=query.get("stub") == "yes",
        archived=query.get("archived") == "yes",
        sort=sort if sort.removeprefix("-") in SORTS else "name",
        page=page_number(query.get("page", "")),
        columns=chosen(COLUMNS, query.getlist("column")),
        view=_id(query.get("view", "")),
        problem=problem,
    )


def _id(typed: str) -> str:
    return typed if typed.isascii() and typed.isalnum() and len(typed) <= LENGTH else ""
