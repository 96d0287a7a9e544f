"""The links of a touchpoint to its clients, people and colleagues, each with the touch's own time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from accounts.models import User
from accounts.prepared import Prepared
from relationships.contacts.models import Position
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.interactions.queries.known import KNOWN, gate_of_known, may_name

Link = Any  # one of the three link models below; they share the columns used here
TARGETS: dict[Link, str] = {TouchClient: "client_id", TouchPerson: "person_id", TouchColleague: "colleague_id"}

_COLUMNS = {
    "kind": "text",
    "occurred_at": "timestamptz",
    "duration_minutes": "integer",
    "direction": "text",
    "process": "text",
    "engagement_id": "bigint",
    "summary": "text",
    "sentiment": "smallint",
    "confidential": "boolean",
    "created_by_id": "bigint",
    "form_token": "uuid",
}
_LINKS = ",\n".join(
    f"""{ids} AS (INSERT INTO {link._meta.db_table} (interaction_id, {target}, occurred_at)
    SELECT new.id, taking.part, new.occurred_at FROM new, unnest(%({ids})s::bigint[]) AS taking (part))"""  # noqa: S608
    for ids, (link, target) in zip(("clients", "people", "colleagues"), TARGETS.items(), strict=True)
)
# One round trip for the gate, the touch, its links, and whose scores read it. Triggers see each table's rows as one statement.
_INSERT = Prepared(
    "interactions_log",
    f"""
WITH {KNOWN}, new AS (
    INSERT INTO interactions_interaction ({", ".join(_COLUMNS)})
    SELECT {", ".join(f"%({column})s::{kind}" for column, kind in _COLUMNS.items())} FROM known WHERE known.yes
    ON CONFLICT (form_token) DO NOTHING RETURNING id, public_id, version, created_at, updated_at, occurred_at
), {_LINKS}
SELECT id, public_id, version, created_at, updated_at, ARRAY(
    SELECT DISTINCT client_id FROM contacts_position WHERE person_id = ANY (%(people)s::bigint[]) AND archived_at IS NULL
) FROM new
""",  # noqa: S608 - constants only
)


def insert_linked(
    user: User, columns: Mapping[str, Any], *, clients: Iterable[int], people: Iterable[int], colleagues: Iterable[int]
) -> tuple[Interaction, set[int]] | None:
    """Write a new touch with its links; answer it and the clients concerned (`clients_concerned`).

    None, and nothing was written, when `user` may not know of all of them (`all_known`), or when a touch with this
    `form_token` is there already: the other one has committed.
    """
    links = {"clients": sorted(clients), "people": sorted(people), "colleagues": sorted(colleagues)}
    if not may_name(user, links["people"]):
        return None
    rows = _INSERT.rows({**columns, **links, "work": columns["engagement_id"], **gate_of_known(user)})
    if not rows:
        return None
    pk, public_id, version, created_at, updated_at, at_work = rows[0]
    touch = Interaction(
        pk=pk, public_id=public_id, version=version, created_at=created_at, updated_at=updated_at, **columns
    )
    touch._state.adding, touch._state.db = False, connection.alias
    return touch, {*links["clients"], *at_work}


def linked(link: Link, interaction: Interaction) -> set[int]:
    """The ids that the touch is linked to."""
    return set(link._base_manager.filter(interaction=interaction).values_list(TARGETS[link], flat=True))


def relink(link: Link, interaction: Interaction, ids: Iterable[int], *, added_later: bool) -> bool:
    """Make the links of the touch exactly `ids`, at the touch's time; whether anything was linked or unlinked."""
    target, wanted, have = TARGETS[link], set(ids), linked(link, interaction)
    rows = link._base_manager.filter(interaction=interaction)
    if gone := have - wanted:
        rows.filter(**{f"{target}__in": gone}).delete()
    rows.exclude(occurred_at=interaction.occurred_at).update(occurred_at=interaction.occurred_at)
    since = TransactionNow() if added_later else None
    link._base_manager.bulk_create(
        link(interaction=interaction, occurred_at=interaction.occurred_at, added_at=since, **{target: new})
        for new in sorted(wanted - have)
    )
    return have != wanted


def clients_concerned(interaction: Interaction) -> set[int]:
    """Whose scores read this touch: its clients, and the clients where its people work (their ties)."""
    people = linked(TouchPerson, interaction)
    everywhere = Position.objects.unscoped(reason="a score is told of its facts whoever wrote them")
    positions = everywhere.filter(person_id__in=people, archived_at__isnull=True)
    return linked(TouchClient, interaction) | set(positions.values_list("client_id", flat=True))
