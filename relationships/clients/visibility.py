"""The gate: `visible_to(user)` is the only door to client data.

A model that hangs on clients gets a `GatedQuerySet` and says with `client_path` where its client is. The system's
own work (jobs, imports, commands) goes through `unscoped(reason=...)`; a test over the source forbids any other read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from accounts.policy import Capability, can

if TYPE_CHECKING:
    from accounts.models import User

_M = TypeVar("_M", bound=models.Model, covariant=True)


def standing_walls() -> QuerySet[Any]:
    """Walls in force now by the database's clock: from `starts_at` until `ends_at`, not archived."""
    wall = apps.get_model("clients", "Wall")
    return wall._base_manager.filter(archived_at__isnull=True, starts_at__lte=Now()).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=Now())
    )


BELOW = """UNION
    SELECT e.client_id FROM below JOIN clients_groupedge e ON e.parent_id = below.client_id
    WHERE e.archived_at IS NULL"""
"""Goes on downwards in a recursive `below`. A wall that covers a group follows the edges themselves, not the topmost
client of each day: it hides whoever comes under its client, also after that one got a parent of its own."""
HIDDEN_CLIENTS = (
    "SELECT client_id FROM clients_hidden_from(%s) hidden (client_id)"
    " UNION ALL SELECT client_id FROM clients_below_walled_from(%s) below (client_id)"
)
"""Clients behind standing walls that a user is outside of, and those out of their scope (ADR 0027); its two parameters
are the user's id twice. Functions, because planning the question took longer than answering it, and every statement
asks (migrations 0004 and 0015)."""
WALLED_CLIENTS = HIDDEN_CLIENTS.replace("clients_hidden_from", "clients_walled_from")
"""The same by walls alone: where it is asked of several colleagues whether one may come to know of a client."""
HIDDEN_WORK = "SELECT engagement_id FROM engagements_walled_from(%s) work (engagement_id)"
"""Single pieces of work behind standing walls that a user is outside of; its parameter is the user's id. Of the id 0, which
nobody has: all of them, for what is worked out once for everybody."""
OUT_OF_SCOPE = "SELECT client_id FROM clients_out_of_scope_of(%s) beyond (client_id)"
"""Clients that a user who is limited to an office or practice has nothing to do with; its parameter is the user's id."""


def hidden_client_ids(user: User) -> RawSQL:
    """`HIDDEN_CLIENTS` for `client_id__in`. Written out, because every page asks it many times and the ORM takes ten
    times as long to put it together as PostgreSQL takes to answer."""
    return RawSQL(HIDDEN_CLIENTS, [user.pk, user.pk])  # noqa: S611 - a constant with parameters


def work_seen(column: str, reader: str = "0") -> str:
    """A condition in SQL: the piece of work that `column` names, if any, stands behind no wall that hides it from `reader`
    (SQL for the user's id; 0: from anybody)."""
    hidden = HIDDEN_WORK.replace("%s", reader)
    return f"({column} = ANY (ARRAY({hidden}))) IS NOT TRUE"


def hidden_work_ids(user: User) -> RawSQL:
    """`HIDDEN_WORK` for `engagement_id__in`."""
    return RawSQL(HIDDEN_WORK, [user.pk])  # noqa: S611 - a constant with parameters


class ReasonedQuerySet(QuerySet[_M]):
    """A queryset with a gate, `visible_to(user)`, that is passed by only with a reason."""

    def unscoped(self, *, reason: str) -> Self:
        """Every row, for the system's own work. `reason` says why no user is asked."""
        if not reason:
            raise ValueError("Say why this reads past the gate.")
        return self.all()


class GatedQuerySet(ReasonedQuerySet[_M]):
    """A queryset that knows where its client is."""

    client_path: ClassVar[str] = "client_id"

    def visible_to(self, user: User) -> Self:
        """The rows `user` may know of: nothing for visitors, nothing behind a wall they are outside of."""
        if not can(user, Capability.SEE_CLIENTS):
            return self.none()
        return self.exclude(**{f"{self.client_path}__in": hidden_client_ids(user)})


def client_scope(user: User | None) -> tuple[str, tuple[Any, ...]]:
    """`SELECT id FROM clients_client …` and its parameters, to stand as a CTE at the top of set-based SQL.

    With a user: the clients they may see. With None: every client, for the system's own figures (a command or a
    job, never a page).
    """
    client = apps.get_model("clients", "Client")
    rows = client._default_manager.all() if user is None else client._default_manager.visible_to(user)
    sql, params = rows.values("id").order_by().query.sql_with_params()
    return sql, tuple(params)
