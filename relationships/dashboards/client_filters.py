"""What the client list is asked for: read from the address, written back into addresses. Pure but for `QueryDict`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import User
from accounts.name_search import search_text
from accounts.policy import Capability, can
from accounts.public_id import LENGTH
from accounts.text import TextError, clean_text
from relationships.dashboards.client_columns import COLUMNS
from relationships.dashboards.columns import chosen
from relationships.dashboards.numbered_pages import page_number

SORTS = ("name", "tier", "health", "fees", "last_fees", "touch", "owner")
"""By what the list can be sorted; with "-" in front the other way round."""
DESCENDING_FIRST = frozenset({"health", "fees", "last_fees", "touch"})
FEE_SORTS = frozenset({"fees", "last_fees"})
GRADES = ("A", "B", "C", "D", "E", "none")
TIERS = ("A", "B", "C", "D", "none")
ME = "me"
NONE = "none"


@dataclass(frozen=True)
class ClientFilters:
    """One state of the list; every state has an address."""

    q: str = ""
    grades: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    owner: str = ""
    office: str = ""
    industry: str = ""
    archived: bool = False
    sort: str = "name"
    page: int = 1
    columns: tuple[str, ...] = ()
    """The columns that were picked; () for the usual ones."""
    view: str = ""
    """The saved view this began as."""
    problem: str = ""
    """Why the search text can't be searched for, or ""."""

    @classmethod
    def from_address(cls, query: QueryDict, *, with_fees: bool, with_health: bool) -> Self:
        """Read an address; what it does not know it leaves out."""
        try:
            text, problem = search_text(query.get("q", "")), ""
        except TextError as error:
            text, problem = "", str(error)
        sort = query.get("sort", "")
        secret = (FEE_SORTS if not with_fees else frozenset()) | ({"health"} if not with_health else frozenset())
        known = sort.removeprefix("-") in set(SORTS) - secret
        return cls(
            q=text,
            grades=tuple(grade for grade in GRADES if with_health and grade in query.getlist("grade")),
            tiers=tuple(tier for tier in TIERS if tier in query.getlist("tier")),
            owner=_id(query.get("owner", "")),
            office=_id(query.get("office", "")),
            industry=_words(query.get("industry", "")),
            archived=query.get("archived") == "yes",
            sort=sort if known else "name",
            page=page_number(query.get("page", "")),
            columns=chosen(COLUMNS, query.getlist("column")),
            view=_id(query.get("view", "")),
            problem=problem,
        )

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
        return any((self.q, self.grades, self.tiers, self.owner, self.office, self.industry, self.archived))

    @property
    def saved(self) -> str:
        """What a view keeps: everything but the page and the view itself, without "?"."""
        return self.with_(view="").address().removeprefix("?")

    @property
    def told(self) -> str:
        """The words that somebody typed."""
        return " ".join(part for part in (self.q, self.industry) if part)

    def with_(self, **changes: Any) -> Self:
        """This state with changes, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def sorted_by(self, key: str) -> Self:
        """What a click on the header `key` asks for: its natural direction first, then the other."""
        first = f"-{key}" if key in DESCENDING_FIRST else key
        other = key if key in DESCENDING_FIRST else f"-{key}"
        return self.with_(sort=other if self.sort == first else first)

    def address(self) -> str:
        """`?…` with everything that is not the default."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        pairs += [("grade", grade) for grade in self.grades] + [("tier", tier) for tier in self.tiers]
        named = (("owner", self.owner), ("office", self.office), ("industry", self.industry))
        pairs += [(key, value) for key, value in named if value]
        pairs += [("archived", "yes")] if self.archived else []
        pairs += [("sort", self.sort)] if self.sort != "name" else []
        pairs += [("column", key) for key in self.columns]
        pairs += [("view", self.view)] if self.view else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}" if pairs else "?"


def client_filters(query: QueryDict, user: User) -> ClientFilters:
    """The state that an address asks for, as far as `user` may see it."""
    return ClientFilters.from_address(
        query, with_fees=can(user, Capability.SEE_FEES), with_health=can(user, Capability.SEE_HEALTH)
    )


def _id(typed: str) -> str:
    return typed if typed.isascii() and typed.isalnum() and len(typed) <= LENGTH else ""


def _words(typed: str) -> str:
    try:
        return clean_text(typed, max_length=120)
    except TextError:
        return ""
