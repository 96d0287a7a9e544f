"""What the directory of alumni is asked for: read from the address, written back into addresses. Pure but for `QueryDict`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.name_search import search_text
from accounts.public_id import LENGTH
from accounts.text import TextError
from relationships.dashboards.alumni_columns import COLUMNS
from relationships.dashboards.columns import chosen
from relationships.dashboards.numbered_pages import page_number

ME = "me"
NONE = "none"
SHOWS = ("clients", "targets", "moved", "renew", "lost")
"""At clients, at targets, moved this quarter, consent to renew, lost touch."""
PLACES = ("us", "client", "target", "company", "firm", "public", "own", "none", "elsewhere", "unknown")
CONSENTS = ("given", "renew", "declined", "withdrawn", "unknown")
SORTS = ("moved", "name", "left", "touch")
DESCENDING_FIRST = frozenset({"moved", "left", "touch"})
USUAL_SORT = "-moved"


@dataclass(frozen=True)
class AlumniFilters:
    """One state of the directory; every state has an address."""

    q: str = ""
    show: str = ""
    place: str = ""
    consent: str = ""
    office: str = ""
    practice: str = ""
    keeper: str = ""
    archived: bool = False
    sort: str = USUAL_SORT
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
        """Whether anything is left out that a directory without filters shows."""
        return any(
            (self.q, self.show, self.place, self.consent, self.office, self.practice, self.keeper, self.archived)
        )

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
        first, other = (f"-{key}", key) if key in DESCENDING_FIRST else (key, f"-{key}")
        return self.with_(sort=other if self.sort == first else first)

    def address(self) -> str:
        """`?…` with everything that is not the default."""
        named = ("q", "show", "place", "consent", "office", "practice", "keeper")
        pairs = [(key, getattr(self, key)) for key in named if getattr(self, key)]
        pairs += [("archived", "yes")] if self.archived else []
        pairs += [("sort", self.sort)] if self.sort != USUAL_SORT else []
        pairs += [("column", key) for key in self.columns]
        pairs += [("view", self.view)] if self.view else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}" if pairs else "?"


def alumni_filters(query: QueryDict) -> AlumniFilters:
    """Read an address; what it does not know it leaves out."""
    try:
        text, problem = search_text(query.get("q", "")), ""
    except TextError as error:
        text, problem = "", str(error)
    sort = query.get("sort", "")
    return AlumniFilters(
        q=text,
        show=_one_of(query, "show", SHOWS),
        place=_one_of(query, "place", PLACES),
        consent=_one_of(query, "consent", CONSENTS),
        office=_id(query.get("office", "")),
        practice=_id(query.get("practice", "")),
        keeper=_id(query.get("keeper", "")),
        archived=query.get("archived") == "yes",
        sort=sort if sort.removeprefix("-") in SORTS else USUAL_SORT,
        page=page_number(query.get("page", "")),
        columns=chosen(COLUMNS, query.getlist("column")),
        view=_id(query.get("view", "")),
        problem=problem,
    )


def _one_of(query: QueryDict, key: str, allowed: tuple[str, ...]) -> str:
    value = query.get(key, "")
    return value if value in allowed else ""


def _id(typed: str) -> str:
    return typed if typed.isascii() and typed.isalnum() and len(typed) <= LENGTH else ""
