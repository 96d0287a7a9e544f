"""The list of introductions, and its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from relationships.dashboards.numbered_pages import Numbered, numbered, page_number
from relationships.network.introduction_queries import introductions_seen, mine_of
from relationships.network.models import Introduction

STATES = {
    "": "On the way",
    "made": "Made",
    "over": "Came to nothing",
    "all": "All",
}
_OVER = ("declined", "refused", "withdrawn")
HEADER = ("Wanted", "At", "Wanted by", "Asked", "Over", "State", "Asked on", "Answered on", "They answered on", "Made on", "Outcome", "Thanked on")  # fmt: skip


@dataclass(frozen=True)
class IntroductionList:
    """Context of dashboards/introduction_list.html."""

    rows: Numbered[Introduction]
    state: str
    mine: bool

    @property
    def states(self) -> list[tuple[str, str, str]]:
        """Key, words, and the address of each choice."""
        return [(key, words, self._address(key, mine=self.mine)) for key, words in STATES.items()]

    @property
    def whose(self) -> list[tuple[bool, str, str]]:
        return [
            (mine, words, self._address(self.state, mine=mine))
            for mine, words in ((False, "Everybody's"), (True, "Mine"))
        ]

    @property
    def query(self) -> str:
        return self._address(self.state, mine=self.mine)

    @staticmethod
    def _address(state: str, *, mine: bool) -> str:
        parts = [f"state={state}"] if state else []
        return "?" + "&".join([*parts, *(["mine=1"] if mine else [])])


def introduction_list(user: User, asked: Mapping[str, str]) -> IntroductionList:
    """Introductions that `user` may know of, the newest first."""
    state, mine = _state(asked), asked.get("mine") == "1"
    return IntroductionList(numbered(_rows(user, state, mine=mine), page_number(asked.get("page", ""))), state, mine)


def introduction_rows(user: User, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    """The same as a table."""
    for each in _rows(user, _state(asked), mine=asked.get("mine") == "1").iterator(chunk_size=1000):
        yield [
            each.person.name,
            each.client.name if each.client else "",
            each.wanted_by.name,
            each.colleague.name if each.colleague else "",
            each.through.name if each.through else "",
            each.get_state_display(),
            each.asked_on,
            each.answered_on,
            each.agreed_on,
            each.made_on,
            each.get_outcome_display(),
            each.thanked_on,
        ]


def _state(asked: Mapping[str, str]) -> str:
    given = asked.get("state", "")
    return given if given in STATES else ""


def _rows(user: User, state: str, *, mine: bool) -> Any:
    rows = introductions_seen(user).current()
    if mine:
        whose = mine_of(user)
        rows = rows.filter(wanted_by__in=whose) | rows.filter(colleague__in=whose)
    if state == "":
        rows = rows.filter(state__in=["asked", "accepted", "agreed"])
    elif state != "all":
        rows = rows.filter(state__in=["made"] if state == "made" else _OVER)
    return rows.order_by("-asked_on", "-id")
