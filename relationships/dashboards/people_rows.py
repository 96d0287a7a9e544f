"""The facts of one page of people: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from accounts.scopes import scope_of
from relationships.alumni.kept_back import JOB_KEPT_BACK, POINT_KEPT_BACK
from relationships.clients.visibility import HIDDEN_CLIENTS, WALLED_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE, Position
from relationships.dashboards.knows import strongest_ties
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import standing_and_seen

_HIDDEN, _READER = named(HIDDEN_CLIENTS, [0, 0], prefix="reader")
_WALLED, _ = named(WALLED_CLIENTS, [0, 0], prefix="reader")
_OUT, _OUTSIDER = named(HIDDEN_PEOPLE, [0], prefix="outsider")
# Posts come as lists of a list, ways to reach somebody as a list of texts: a person is one row.
_LISTED = f"""
SELECT p.id, p.public_id, p.name, p.pronouns, p.is_stub, p.source, p.created_at,
       (SELECT json_agg(json_build_array(h.title, h.buying_role, c.public_id, c.name) ORDER BY c.name_search, h.id)
        FROM contacts_position h JOIN clients_client c ON c.id = h.client_id
        WHERE h.person_id = p.id AND h.archived_at IS NULL AND h.ended_on IS NULL AND {{client_seen}}
          AND NOT {JOB_KEPT_BACK.format(person="p.id")}),
       ARRAY(SELECT k.value FROM contacts_contactpoint k WHERE k.person_id = p.id AND k.archived_at IS NULL AND NOT {POINT_KEPT_BACK.format(point="k")}
             ORDER BY k.is_primary DESC, k.kind, k.value)
FROM (SELECT {{ids}}) hidden
CROSS JOIN unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, place)
JOIN contacts_person p ON p.id = wanted.id
WHERE {{person_seen}}
ORDER BY wanted.place
"""  # noqa: S608 - constants only
_PEOPLE = Prepared(
    "contacts_people_listed",
    _LISTED.format(
        ids=f"ARRAY({_HIDDEN}) AS ids",
        client_seen="h.client_id <> ALL (hidden.ids)",
        person_seen=f"p.id <> ALL (ARRAY({_OUT}))",
    ),
)
# A scope hides most clients and people: there it is asked of each whether it is near.
_NEAR = """(c.owner_id = ANY (hidden.near) OR EXISTS (
            SELECT FROM clients_teammember t
            WHERE t.client_id = c.id AND t.colleague_id = ANY (hidden.near) AND t.archived_at IS NULL))
          AND c.id <> ALL (hidden.ids)"""
_PEOPLE_IN_SCOPE = Prepared(
    "contacts_people_in_scope",
    _LISTED.format(
        ids=f"ARRAY({_WALLED}) AS ids, (SELECT clients_colleagues_near(%(outsider_0)s)) AS near",
        client_seen=_NEAR,
        person_seen=f"""(NOT EXISTS (SELECT FROM contacts_position h WHERE h.person_id = p.id AND h.archived_at IS NULL)
       OR EXISTS (SELECT FROM contacts_position h JOIN clients_client c ON c.id = h.client_id
                  WHERE h.person_id = p.id AND h.archived_at IS NULL AND {_NEAR}))""",  # noqa: S608 - constants only
    ),
)
_TOUCHED = """
SELECT p.id, touch.occurred_at FROM unnest(%(ids)s::bigint[]) AS p (id)
CROSS JOIN LATERAL (
    SELECT t.occurred_at FROM interactions_touchperson t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.person_id = p.id AND t.occurred_at <= now() AND {seen} ORDER BY t.occurred_at DESC LIMIT 1
) touch
"""
_ROLES = {str(role): str(role.label) for role in Position.BuyingRole}


class ListedPerson(NamedTuple):
    """What some column shows of a person: fifty records of the ORM take longer to make than all their lines to draw."""

    id: int
    public_id: str
    name: str
    pronouns: str
    is_stub: bool
    source: str
    created_at: datetime


class Post(NamedTuple):
    """A visible position held now, and at which client."""

    title: str
    buying_role: str
    client_public_id: str
    client_name: str


@dataclass(frozen=True)
class PersonRow:
    """One line of the list. `strength`: the best tie any of us has with them, 0-100, or None."""

    person: ListedPerson
    positions: list[Post]
    reach: list[str]
    known_by: str
    strength: float | None
    touched_at: datetime | None = None

    @property
    def role_words(self) -> str:
        """Their part in buying, over all positions."""
        return ", ".join(dict.fromkeys(_ROLES[held.buying_role] for held in self.positions if held.buying_role))


def person_rows(user: User, ids: Sequence[int], *, columns: Collection[str]) -> list[PersonRow]:
    """The rows of the visible people `ids`, in this order, with the facts that `columns` show."""
    if not can(user, Capability.SEE_PEOPLE):
        return []
    strengths, names = strongest_ties(user, ids) if "known" in columns else ({}, {})
    touched = _touched(user, ids) if "touch" in columns else {}

    def row(read: tuple[Any, ...]) -> PersonRow:
        best = max(((strength, who) for who, strength in strengths.get(read[0], {}).items()), default=None)
        return PersonRow(
            ListedPerson._make(read[:-2]),
            [Post._make(post) for post in read[-2] or ()],
            read[-1],
            names[best[1]] if best else "",
            best[0] if best else None,
            touched.get(read[0]),
        )

    values = {"ids": list(ids), **dict.fromkeys([*_READER, *_OUTSIDER], user.pk)}
    return [row(read) for read in (_PEOPLE_IN_SCOPE if scope_of(user) else _PEOPLE).rows(values)]


def _touched(user: User, ids: Sequence[int]) -> dict[int, datetime]:
    """The last touch with each person that `user` may know of."""
    seen, values = standing_and_seen(user.pk, "i")
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED.format(seen=seen), {**values, "ids": list(ids)})
        return dict(cursor.fetchall())
