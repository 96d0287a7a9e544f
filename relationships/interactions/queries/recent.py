"""Whom a colleague talked to last."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.foundation.columns import Columns
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import seen_by

MOST = 6
_TOUCHES, _REACH, _NEAR = 60, 600, 20
_SEEN, _READER = seen_by("i")
_HIDDEN, _HIDDEN_READER = named(HIDDEN_PEOPLE, [0], prefix="nobody")
_PERSON = Columns(Person, "p", "id", "public_id", "name")

# Hidden touches leave no gap: it goes on further back, ten times as far at most.
_TOUCHED = f"""touched AS MATERIALIZED (
    SELECT i.id AS interaction_id, line.occurred_at FROM (
        SELECT l.interaction_id, l.occurred_at FROM interactions_touchcolleague l
        WHERE l.colleague_id = %(colleague)s ORDER BY l.occurred_at DESC, l.interaction_id DESC LIMIT {_REACH}
    ) line JOIN interactions_interaction i ON i.id = line.interaction_id
    WHERE i.archived_at IS NULL AND {_SEEN}
    ORDER BY line.occurred_at DESC, line.interaction_id DESC LIMIT {_TOUCHES}
)"""  # noqa: S608 - constants only
_NEWEST = """SELECT l.{column}, max(touched.occurred_at) AS newest
    FROM touched JOIN {links} l USING (interaction_id) GROUP BY l.{column}"""
_OF_PEOPLE = _NEWEST.format(column="person_id", links="interactions_touchperson")
_OF_CLIENTS = _NEWEST.format(column="client_id", links="interactions_touchclient")
_RECENT = Prepared(
    "interactions_recent",
    f"""
WITH {_TOUCHED}
(SELECT TRUE, person_id FROM ({_OF_PEOPLE}) p ORDER BY newest DESC LIMIT {_NEAR})
UNION ALL
(SELECT FALSE, client_id FROM ({_OF_CLIENTS}) c ORDER BY newest DESC LIMIT {_NEAR})
""",  # noqa: S608 - constants only
)
_PEOPLE = Prepared(
    "interactions_recent_people",
    f"""
WITH {_TOUCHED}
SELECT {_PERSON} FROM ({_OF_PEOPLE}) recent JOIN contacts_person p ON p.id = recent.person_id
WHERE p.archived_at IS NULL AND p.id <> ALL (ARRAY({_HIDDEN}))
ORDER BY recent.newest DESC, p.id LIMIT %(most)s
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class Recent:
    """Ids, at most twenty of each: of the last sixty touchpoints of a colleague that somebody may see. Whether they
    may know of these people themselves is still to be asked."""

    people: tuple[int, ...]
    clients: tuple[int, ...]


def recent(user: User, colleague: User) -> Recent:
    """Who was in the last sixty touchpoints of `colleague` that `user` may see. One statement."""
    if not can(user, Capability.SEE_CLIENTS):
        return Recent((), ())
    rows = _RECENT.rows({"colleague": colleague.pk, **dict.fromkeys(_READER, user.pk)})
    return Recent(*(tuple(pk for is_person, pk in rows if is_person is which) for which in (True, False)))


def recent_people(user: User, colleague: User, *, most: int = MOST) -> list[Person]:
    """The people `colleague` last had a touchpoint with, newest first, as far as `user` may know of both."""
    if not (can(user, Capability.SEE_CLIENTS) and can(user, Capability.SEE_PEOPLE)):
        return []
    reader = dict.fromkeys([*_READER, *_HIDDEN_READER], user.pk)
    return [_PERSON.record(row) for row in _PEOPLE.rows({"colleague": colleague.pk, "most": most, **reader})]
