"""The list of all work as a file: everything that matches, in the order and with the columns of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import QueryDict

from accounts.models import User
from accounts.vocabulary import speak, words
from relationships.dashboards.client_list import current_year
from relationships.dashboards.columns import shown
from relationships.dashboards.engagement_columns import COLUMNS
from relationships.dashboards.engagement_filters import engagement_filters
from relationships.dashboards.engagement_list import column_label
from relationships.dashboards.engagement_rows import EngagementRow, engagement_rows
from relationships.dashboards.engagement_search import all_work
from relationships.dashboards.list_export import CHUNK, File, picked
from relationships.dashboards.models import ListKey


def engagements_file(user: User, query: QueryDict) -> File:
    """The list that `query` asks for; with `pick` only those, in the same order. The state is followed by its day."""
    filters, year = engagement_filters(query, user), current_year()
    columns = shown(COLUMNS, filters.columns, user)
    keys = {column.key for column in columns}
    ids = picked(query, user, ListKey.ENGAGEMENTS, all_work(user, filters, year))
    more = ["Closed on"] if "state" in keys else []
    cells = [CELLS[column.key] for column in columns] + [CELLS["closed"] for _ in more]

    def rows() -> Iterator[Sequence[Any]]:
        for start in range(0, len(ids), CHUNK):
            for row in engagement_rows(user, ids[start : start + CHUNK], year, columns=keys):
                yield [row.work.name, *(cell(row) for cell in cells)]

    header = [words()["Engagement"], *(column_label(column, year) for column in columns), *more]
    return File("engagements.csv", header, rows())


CELLS: dict[str, Callable[[EngagementRow], Any]] = {
    "client": lambda row: row.work.client.name,
    "lead": lambda row: row.work.partner.name if row.work.partner else None,
    "practice": lambda row: row.work.practice.name if row.work.practice else None,
    "state": lambda row: row.state_words,
    "closed": lambda row: row.work.closed_on,
    "opened": lambda row: row.work.opened_on,
    "fees": lambda row: row.fees.this_year,
    "last_fees": lambda row: row.fees.last_year,
    "all_fees": lambda row: row.fees.in_all,
    "booked": lambda row: row.fees.booked_on,
    "office": lambda row: row.work.office.name if row.work.office else None,
    "originating": lambda row: row.work.originating.name if row.work.originating else None,
    "origin": lambda row: speak(str(row.work.get_origin_display())) or None,
}
