"""Lists as files: every row that matches, in the order and with the columns of the page, a few hundred at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from accounts.models import User
from accounts.vocabulary import words
from relationships.dashboards import client_columns, people_columns
from relationships.dashboards.bulk_selection import selection
from relationships.dashboards.client_filters import client_filters
from relationships.dashboards.client_list import column_words, current_year
from relationships.dashboards.client_rows import ClientRow, client_rows
from relationships.dashboards.client_search import every_client
from relationships.dashboards.columns import shown
from relationships.dashboards.models import ListKey
from relationships.dashboards.people_filters import people_filters
from relationships.dashboards.people_rows import PersonRow, person_rows
from relationships.dashboards.people_search import every_person

CHUNK = 500
"""Rows whose facts are read together: enough to be quick, few enough to be light."""


@dataclass(frozen=True)
class File:
    """A table to download."""

    name: str
    header: list[str]
    rows: Iterator[Sequence[Any]]


def clients_file(user: User, query: QueryDict) -> File:
    """The client list that `query` asks for; with `pick` only those, in the same order."""
    filters, year = client_filters(query, user), current_year()
    columns = shown(client_columns.COLUMNS, filters.columns, user)
    keys = {column.key for column in columns}
    ids = picked(query, user, ListKey.CLIENTS, every_client(user, filters, year))
    header = [words()["Client"], *(column_words(column, year) for column in columns), *_more(keys)]
    cells = [CLIENT_CELLS[column.key] for column in columns] + [CLIENT_CELLS[key] for key in _extra(keys)]

    def rows() -> Iterator[Sequence[Any]]:
        for part in _chunks(ids):
            for row in client_rows(user, part, year, columns=keys):
                yield [row.client.name, *(cell(row) for cell in cells)]

    return File("clients.csv", header, rows())


def people_file(user: User, query: QueryDict) -> File:
    """The list of people that `query` asks for; with `pick` only those, in the same order."""
    filters = people_filters(query)
    columns = shown(people_columns.COLUMNS, filters.columns, user)
    keys = {column.key for column in columns}
    ids = picked(query, user, ListKey.PEOPLE, every_person(user, filters))
    cells = [PEOPLE_CELLS[column.key] for column in columns]

    def rows() -> Iterator[Sequence[Any]]:
        for part in _chunks(ids):
            for row in person_rows(user, part, columns=keys):
                yield [row.person.name, *(cell(row) for cell in cells)]

    return File("people.csv", ["Person", *(column.label for column in columns)], rows())


CLIENT_CELLS: dict[str, Callable[[ClientRow], Any]] = {
    "tier": lambda row: row.client.tier,
    "health": lambda row: row.health.shown if row.health else None,
    "grade": lambda row: row.health.grade if row.health else None,
    "fees": lambda row: row.fees,
    "last_fees": lambda row: row.last_fees,
    "years": lambda row: row.years,
    "touch": lambda row: row.rhythm.last.date() if row.rhythm.last else None,
    "owner": lambda row: row.client.owner,
    "partner": lambda row: row.partners,
    "office": lambda row: None if row.client.owner is None else row.client.office or "",
    "industry": lambda row: row.client.industry,
    "website": lambda row: row.client.website,
    "added": lambda row: row.client.created_at.date(),
}
PEOPLE_CELLS: dict[str, Callable[[PersonRow], Any]] = {
    "positions": lambda row: "; ".join(
        ", ".join(part for part in (held.title, held.client_name) if part) for held in row.positions
    ),
    "reach": lambda row: "; ".join(row.reach),
    "known": lambda row: row.known_by,
    "role": lambda row: row.role_words,
    "touch": lambda row: row.touched_at.date() if row.touched_at else None,
    "added": lambda row: row.person.created_at.date(),
}


def _extra(keys: set[str]) -> list[str]:
    """What the page draws inside another column, and a file needs apart."""
    return ["grade"] if "health" in keys else []


def _more(keys: set[str]) -> list[str]:
    return ["Grade"] if "health" in keys else []


def picked(query: QueryDict, user: User, list_key: ListKey, ids: list[int]) -> list[int]:
    """All of `ids`, or those that were ticked; ticked ones that the filters leave out come last."""
    if "pick" not in query:
        return ids
    wanted = selection(query, user, list_key).ids
    kept = set(wanted)
    listed = [pk for pk in ids if pk in kept]
    return [*listed, *(pk for pk in wanted if pk not in set(listed))]


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
