"""The gate of touchpoints as one condition in SQL: the ORM takes ten times as long to put it together as to ask it."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

from relationships.clients.visibility import HIDDEN_CLIENTS, HIDDEN_WORK, work_seen
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.named_parameters import named

# No hidden client takes part; somebody or something seen does, or nobody at all is named; and a confidential one is
# only for whoever took part, wrote it, or looks after one of its clients. The hidden are put into an array once a
# query; OFFSET 0 keeps the planner from hashing all links of all touches to answer for a few.
_NO_HIDDEN_CLIENT = f"""NOT EXISTS (
        SELECT FROM interactions_touchclient l
        WHERE l.interaction_id = {{pk}} AND l.client_id = ANY (ARRAY({HIDDEN_CLIENTS})) OFFSET 0)"""
_SOMEBODY_SEEN = f"""(EXISTS (SELECT FROM interactions_touchclient l WHERE l.interaction_id = {{pk}} OFFSET 0)
        OR NOT EXISTS (SELECT FROM interactions_touchperson l WHERE l.interaction_id = {{pk}} OFFSET 0)
        OR EXISTS (SELECT FROM interactions_touchperson l
                   WHERE l.interaction_id = {{pk}} AND l.person_id <> ALL (ARRAY({HIDDEN_PEOPLE})) OFFSET 0))"""  # noqa: S608 - constants only
_AMONG_THEM = """{author} = %s
        OR EXISTS (SELECT FROM interactions_touchcolleague l
                   WHERE l.interaction_id = {pk} AND l.colleague_id = %s OFFSET 0)
        OR EXISTS (SELECT FROM interactions_touchclient l JOIN clients_client c ON c.id = l.client_id
                   WHERE l.interaction_id = {pk} AND (c.owner_id = %s OR EXISTS (
                       SELECT FROM clients_teammember t
                       WHERE t.client_id = c.id AND t.colleague_id = %s AND t.archived_at IS NULL OFFSET 0))
                   OFFSET 0)"""
_NOT_CONFIDENTIAL = f"(NOT {{confidential}} OR {_AMONG_THEM})"
_OF_SEEN_WORK = work_seen("{work}", "%s")
_SEEN = f"({_NO_HIDDEN_CLIENT}\n    AND {_OF_SEEN_WORK}\n    AND {_SOMEBODY_SEEN}\n    AND {_NOT_CONFIDENTIAL})"
# Whoever comes from a client's link knows already that a client is named.
_SEEN_OF_CLIENT = f"({_NO_HIDDEN_CLIENT}\n    AND {_OF_SEEN_WORK}\n    AND {_NOT_CONFIDENTIAL})"
# The few touches that are undone or confidential have an index of their own, so that nothing of the others is read.
# A link does not say of what work its touch is: those of walled work, which are few, are gathered once a query.
_LINK_STANDING_AND_SEEN = f"""({_NO_HIDDEN_CLIENT}
    AND {{pk}} NOT IN (SELECT w.id FROM interactions_interaction w WHERE w.engagement_id = ANY (ARRAY({HIDDEN_WORK})))
    AND NOT EXISTS (
        SELECT FROM interactions_interaction i WHERE i.id = {{pk}} AND (i.archived_at IS NOT NULL OR i.confidential)
            AND (i.archived_at IS NOT NULL
                OR ({_AMONG_THEM.format(pk="i.id", author="i.created_by_id")}) IS NOT TRUE) OFFSET 0))"""  # noqa: S608 - constants only


def seen_by(alias: str, *, of_client: bool = False) -> tuple[str, list[str]]:
    """The gate alone as a condition on `interactions_interaction <alias>`; each parameter named is the user's id.

    `of_client`: the statement reaches the touch by its link to a client.
    """
    template = _SEEN_OF_CLIENT if of_client else _SEEN
    seen = template.format(
        pk=f"{alias}.id",
        confidential=f"{alias}.confidential",
        author=f"{alias}.created_by_id",
        work=f"{alias}.engagement_id",
    )
    condition, values = named(seen, [0] * template.count("%s"), prefix="seen")
    return condition, list(values)


def links_seen_by(alias: str) -> tuple[str, list[str]]:
    """`seen_by` and "not undone" as a condition on `interactions_touchclient <alias>`, for what needs nothing else of
    the touch; each parameter named is the user's id."""
    seen = _LINK_STANDING_AND_SEEN.format(pk=f"{alias}.interaction_id")
    condition, values = named(seen, [0] * seen.count("%s"), prefix="seen")
    return condition, list(values)


def standing_and_seen(user_id: int, alias: str) -> tuple[str, dict[str, int]]:
    """The gate and "not undone" as a condition on `interactions_interaction <alias>`, for SQL over whole lists."""
    seen, names = seen_by(alias)
    return f"{alias}.archived_at IS NULL AND {seen}", dict.fromkeys(names, user_id)


class SeenBy(Func):
    """Whether the user with this id may know of the touchpoint of the row."""

    output_field = BooleanField()

    def __init__(self, user_id: int) -> None:
        super().__init__("pk", "confidential", "created_by", "engagement")
        self.user_id = user_id

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        pk, confidential, author, work = (compiler.compile(column)[0] for column in self.get_source_expressions())
        return _SEEN.format(pk=pk, confidential=confidential, author=author, work=work), [self.user_id] * _SEEN.count(
            "%s"
        )
