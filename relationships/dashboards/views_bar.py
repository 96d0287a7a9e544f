"""The bar of views above a list: chips to open them, whether the open one was changed, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from accounts.vocabulary import speak
from relationships.dashboards.list_kinds import ListKind, ListState
from relationships.dashboards.shelf import Shelf, View, plain_address

CHIPS = 6
"""Saved views that stand above the list; the sheet under "Views" has all of them."""


@dataclass(frozen=True)
class Chip:
    """One view to open."""

    name: str
    address: str
    current: bool
    shared: bool = False
    default: bool = False
    title: str = ""
    count: int | None = None


@dataclass(frozen=True)
class ViewsBar:
    """Context of dashboards/_views_bar.html. `query` is what a view saved now would keep."""

    list_key: str
    query: str
    here: str
    chips: list[Chip]
    more: list[Chip]
    view: View | None
    changed: bool


def views_bar(
    kind: ListKind, shelf: Shelf, state: ListState, *, view_id: str, counts: Mapping[str, int] | None = None
) -> ViewsBar:
    """The bar for a list in `state`, which was opened as the view `view_id` ("" for none).

    `counts`: how many rows each built-in view shows, by its query, where that is known.
    """
    view, query = shelf.view(view_id), state.saved
    chips = [_chip(each, current=each is view) for each in shelf.views]
    first = [*(chip for chip in chips if chip.current), *(chip for chip in chips if not chip.current)][:CHIPS]
    built_in = [
        Chip(
            speak(name),
            plain_address(kind, asked),
            current=view is None and _filters(query) == _filters(asked),
            count=(counts or {}).get(asked),
        )
        for name, asked in kind.built_in
    ]
    return ViewsBar(
        list_key=kind.key,
        query=query,
        here=f"{kind.address}?{query}{'&' if query else ''}view={view.public_id}"
        if view
        else f"{kind.address}?{query}",
        chips=[*built_in, *(chip for chip in chips if chip in first)],
        more=chips,
        view=view,
        changed=view is not None and view.query != query,
    )


def _filters(query: str) -> dict[str, list[str]]:
    """What is left out, whatever the order and the columns."""
    return {key: values for key, values in QueryDict(query).lists() if key not in ("sort", "column")}


def _chip(view: View, *, current: bool) -> Chip:
    title = f"shared by {view.by}" if view.by else ("shared with the firm" if view.is_shared else "")
    return Chip(view.name, view.address, current, shared=view.is_shared, default=view.is_default, title=title)
