"""What a colleague keeps at hand: their pins, and the saved views of a list. One statement a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.prepared import Prepared
from accounts.signed_in import colleague
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.dashboards.list_kinds import KINDS, ListKind, kinds_for
from relationships.foundation.named_parameters import named

MOST_PINS = 100
"""Pins that one colleague can have."""

# A shared view is kept from whoever would learn from its words of something behind a wall: a word that names something
# hidden from them, and nothing that they may see and that was there before the view was.
_STATEMENT = """
WITH hidden AS MATERIALIZED ({hidden}),
hidden_people AS MATERIALIZED (
    SELECT p.person_id FROM contacts_position p
    WHERE p.archived_at IS NULL AND p.client_id IN (SELECT client_id FROM hidden) AND NOT EXISTS (
        SELECT FROM contacts_position s WHERE s.person_id = p.person_id AND s.archived_at IS NULL
            AND s.client_id NOT IN (SELECT client_id FROM hidden))
), hidden_names AS MATERIALIZED (
    SELECT c.name_search FROM clients_client c JOIN hidden h ON h.client_id = c.id
    UNION ALL SELECT a.name_search FROM clients_alias a JOIN hidden h USING (client_id)
    UNION ALL SELECT p.name_search FROM contacts_person p JOIN hidden_people h ON h.person_id = p.id
    UNION ALL SELECT a.name_search FROM contacts_personalias a JOIN hidden_people h USING (person_id)
), mine AS (SELECT * FROM dashboards_pin WHERE user_id = %(user)s)
SELECT 'client', c.public_id, c.name, '', '', '', true, false, false, m.pinned_at, 0
FROM mine m JOIN clients_client c ON c.id = m.client_id WHERE c.id NOT IN (SELECT client_id FROM hidden)
UNION ALL
SELECT 'person', p.public_id, p.name, '', '', '', true, false, false, m.pinned_at, 0
FROM mine m JOIN contacts_person p ON p.id = m.person_id WHERE p.id NOT IN (SELECT person_id FROM hidden_people)
UNION ALL
SELECT 'view', v.public_id, v.name, v.list_key, v.query, CASE WHEN v.owner_id = %(user)s THEN '' ELSE o.name END,
       v.owner_id = %(user)s, v.is_shared, d.id IS NOT NULL, m.pinned_at, v.version
FROM dashboards_savedview v JOIN accounts_user o ON o.id = v.owner_id
LEFT JOIN mine m ON m.view_id = v.id
LEFT JOIN dashboards_defaultview d ON d.view_id = v.id AND d.user_id = %(user)s
WHERE v.archived_at IS NULL AND v.list_key = ANY(%(lists)s) AND (m.id IS NOT NULL OR v.list_key = %(list)s)
  AND (v.owner_id = %(user)s OR v.is_shared AND NOT EXISTS (
    SELECT FROM regexp_split_to_table(search_key(v.told), '[^[:alnum:]]+') AS w
    WHERE length(w) > 2 AND EXISTS (SELECT FROM hidden_names n WHERE n.name_search LIKE '%%' || w || '%%')
      AND NOT EXISTS (SELECT FROM clients_client c WHERE c.name_search LIKE '%%' || w || '%%'
                      AND c.created_at <= v.updated_at AND c.id NOT IN (SELECT client_id FROM hidden))
      AND NOT EXISTS (SELECT FROM contacts_person p WHERE p.name_search LIKE '%%' || w || '%%'
                      AND p.created_at <= v.updated_at AND p.id NOT IN (SELECT person_id FROM hidden_people))))
ORDER BY 10, 3, 2
"""
_HIDDEN, _ = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_SHELF = Prepared("dashboards_shelf", _STATEMENT.format(hidden=_HIDDEN))


@dataclass(frozen=True)
class View:
    """A saved view as a reader meets it. `by`: whose it is, or "" for one's own."""

    public_id: str
    name: str
    list_key: str
    query: str
    by: str
    is_shared: bool
    is_default: bool
    is_pinned: bool
    version: int = 0

    @property
    def address(self) -> str:
        """The list in this state."""
        return f"{KINDS[self.list_key].address}?{self.query + '&' if self.query else ''}view={self.public_id}"

    @property
    def is_mine(self) -> bool:
        return not self.by


@dataclass(frozen=True)
class Pinned:
    """One pin: what kind of thing, its public id, name, address and icon."""

    kind: str
    public_id: str
    name: str
    address: str
    icon: str


@dataclass(frozen=True)
class Shelf:
    """Pins in the order in which they were pinned, and the views of the list that was asked for, by name."""

    pins: list[Pinned]
    views: list[View]

    def view(self, public_id: str) -> View | None:
        """The view that an address names."""
        return next((view for view in self.views if view.public_id == public_id), None)

    @property
    def default(self) -> View | None:
        """The view in which the list opens."""
        return next((view for view in self.views if view.is_default), None)


def shelf_of(request: HttpRequest, kind: ListKind | None = None) -> Shelf:
    """The shelf of whoever asks, read once a request: by the list for its views, else by the frame for the pins."""
    known: Shelf | None = getattr(request, "_shelf", None)
    if known is None or kind is not None:
        known = read_shelf(colleague(request), kind.key if kind else "")
        request._shelf = known  # type: ignore[attr-defined]  # kept for the frame, which is drawn after the view
    return known


def read_shelf(user: User, list_key: str = "") -> Shelf:
    """Pins that `user` may see, and the views of the list `list_key` that are theirs or shared with them."""
    lists = [str(kind.key) for kind in kinds_for(user)]
    values: dict[str, Any] = {
        "user": user.pk,
        "lists": lists,
        "list": list_key,
        "hidden_0": user.pk,
        "hidden_1": user.pk,
    }
    rows = _SHELF.rows(values)
    views = [
        View(public_id, name, key, query, "" if mine else by, shared, default, at is not None, version)
        for kind, public_id, name, key, query, by, mine, shared, default, at, version in rows
        if kind == "view"
    ]
    by_id = {view.public_id: view for view in views}
    pins = [_pinned(row[0], row[1], row[2], by_id) for row in rows if row[9] is not None]
    of_list = [view for view in views if view.list_key == list_key]
    return Shelf(pins, sorted(of_list, key=lambda view: (bool(view.by), view.name.casefold(), view.public_id)))


def _pinned(kind: str, public_id: str, name: str, views: dict[str, View]) -> Pinned:
    if kind == "view":
        view = views[public_id]
        return Pinned(kind, public_id, name, view.address, KINDS[view.list_key].icon)
    page, icon = {"client": ("client_detail", "building-community"), "person": ("person_detail", "user")}[kind]
    return Pinned(kind, public_id, name, reverse(page, args=[public_id]), icon)


def opening_address(request: HttpRequest, kind: ListKind, shelf: Shelf) -> str:
    """Where a list that was opened without a state, or by a view's name alone, shows that state in its address; or ""."""
    asked = set(request.GET)
    if not asked and shelf.default:
        return shelf.default.address
    if asked == {"view"}:
        view = shelf.view(request.GET["view"])
        return view.address if view and view.query else ""
    return ""


def plain_address(kind: ListKind, query: str) -> str:
    """The list in a state of its own, which no default view takes the place of."""
    return f"{kind.address}?{query or urlencode({'view': 'all'})}"
