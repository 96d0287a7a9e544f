"""What the list of all work is asked for: read from the address, written back into addresses. Pure but for `QueryDict`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import User
from accounts.name_search import search_text
from accounts.policy import Capability, can
from accounts.public_id import LENGTH
from accounts.text import TextError
from relationships.dashboards.columns import chosen
from relationships.dashboards.engagement_columns import COLUMNS
from relationships.dashboards.numbered_pages import page_number
from relationships.engagements.models import Engagement

ME, NONE = "me", "none"
STATES = ("open", "closed")
ORIGINS = tuple(Engagement.Origin.values)
SORTS = ("name", "client", "lead", "opened", "closed", "fees", "last_fees")
OF_FEES = frozenset({"fees", "last_fees"})
DESCENDING_FIRST = frozenset({"opened", "closed", *OF_FEES})
USUAL_SORT = "-opened"


@dataclass(frozen=True)
class EngagementFilters:
    """One state of the list; every state has an address."""

    q: str = ""
    state: str = ""
    lead: str = ""
    """ "me", "none", a colleague's public id, or ""."""
    practice: str = ""
    office: str = ""
    origins: tuple[str, ...] = ()
    one_off: bool = False
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
        pairs = [
            (key, getattr(self, key)) for key in ("q", "state", "lead", "practice", "office") if getattr(self, key)
        ]
        pairs += [("origin", origin) for origin in self.origins]
        pairs += [(key, "yes") for key in ("one_off", "archived") if getattr(self, key)]
        pairs += [("sort", self.sort)] if self.sort != USUAL_SORT else []
        pairs += [("column", key) for key in self.columns]
        pairs += [("view", self.view)] if self.view else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}" if pairs else "?"


def engagement_filters(query: QueryDict, user: User) -> EngagementFilters:
    """Read an address; what it does not know, or what `user` may not sort by, it leaves out."""
    try:
        text, problem = search_text(query.get("q", "")), ""
    except TextError as error:
        text, problem = "", str(error)
    sort, state = query.get("sort", ""), query.get("state", "")
    sorts = SORTS if can(user, Capability.SEE_FEES) else tuple(key for key in SORTS if key not in OF_FEES)
    return EngagementFilters(
        q=text,
        state=state if state in STATES else "",
        lead=_id(query.get("lead", "")),
        practice=_id(query.get("practice", "")),
        office=_id(query.get("office", "")),
        origins=tuple(origin for origin in ORIGINS if origin in query.getlist("origin")),
        one_off=query.get("one_off") == "yes",
        archived=query.get("archived") == "yes",
        sort=sort if sort.removeprefix("-") in sorts else USUAL_SORT,
        page=page_number(query.get("page", "")),
        columns=chosen(COLUMNS, query.getlist("column")),
        view=_id(query.get("view", "")),
        problem=problem,
    )


def _id(typed: str) -> str:
    return typed if typed.isascii() and typed.isalnum() and len(typed) <= LENGTH else ""
