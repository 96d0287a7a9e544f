"""Whom the merged client belongs to and who belongs to it, day by day."""

from __future__ import annotations

from accounts.models import User
from relationships.clients.group_conflicts import Wanted, stands_in_the_way
from relationships.clients.models import Client, GroupEdge
from relationships.merging.days import meets, without
from relationships.merging.journal import Journal
from relationships.merging.refusals import CannotMerge

_BETWEEN = "t.client_id IN (%(one)s, %(other)s) AND t.parent_id IN (%(one)s, %(other)s) AND t.archived_at IS NULL"
_PUT_AWAY = {"archived_at": "now()"}
_BY_ID = "t.id = %(edge)s"


def join_groups(journal: Journal, *, absorbed: Client, keeper: Client, by: User | None) -> None:
    """Edges between the two end; the rest of `absorbed`'s become `keeper`'s on the days on which it has no parent.

    Raises `CannotMerge` where the merged client would come to belong to itself.
    """
    both = {"one": absorbed.pk, "other": keeper.pk}
    journal.change(GroupEdge, _BETWEEN, both, _PUT_AWAY)
    for edge in GroupEdge.objects.filter(client=absorbed, archived_at=None).exclude(parent=keeper).order_by("pk"):
        _take_parent(journal, edge, keeper, by)
    ids = {"absorbed": absorbed.pk, "keeper": keeper.pk}
    for mine, other in (("client_id", "parent_id"), ("parent_id", "client_id")):
        where = f"t.{mine} = %(absorbed)s AND t.{other} <> %(keeper)s AND (t.archived_at IS NOT NULL OR '{mine}' = 'parent_id')"
        journal.change(GroupEdge, where, ids, {mine: "%(keeper)s::bigint"})
    _refuse_circles(keeper)


def _take_parent(journal: Journal, edge: GroupEdge, keeper: Client, by: User | None) -> None:
    """On days on which both have a parent, that of the record that stays holds: it was not asked about."""
    span = (edge.starts_on, edge.ends_on)
    here = GroupEdge.objects.filter(client=keeper, archived_at=None, beside=False).select_related("parent")
    standing = [each for each in here if not edge.beside and meets(span, (each.starts_on, each.ends_on))]
    to_keeper = {"client_id": "%(keeper)s::bigint"}
    values = {"edge": edge.pk, "keeper": keeper.pk}
    if any(not _seen(each, by) for each in standing):
        # Cutting it down would tell that there is another one.
        journal.change(GroupEdge, _BY_ID, values, {**to_keeper, "beside": "TRUE"})
        return
    pieces = without(span, [(each.starts_on, each.ends_on) for each in standing])
    if not pieces or (edge.same and pieces != [span]):
        journal.change(GroupEdge, _BY_ID, values, _PUT_AWAY)
        return
    starts_on, ends_on = pieces[0]
    days = {"starts_on": "%(starts_on)s::date", "ends_on": "%(ends_on)s::date"}
    journal.change(GroupEdge, _BY_ID, {**values, "starts_on": starts_on, "ends_on": ends_on}, {**to_keeper, **days})
    for starts_on, ends_on in pieces[1:]:
        more = GroupEdge.objects.create(client=keeper, parent_id=edge.parent_id, starts_on=starts_on, ends_on=ends_on)
        journal.added(GroupEdge, more.pk)


def _seen(edge: GroupEdge, by: User | None) -> bool:
    return by is None or Client.objects.visible_to(by).filter(pk=edge.parent_id).exists()


def _refuse_circles(keeper: Client) -> None:
    own = GroupEdge.objects.filter(archived_at=None, beside=False)
    for edge in (*own.filter(client=keeper), *own.filter(parent=keeper)):
        if stands_in_the_way(Wanted(edge.client_id, edge.parent_id, edge.starts_on, edge.ends_on, edge.pk)):
            raise CannotMerge(
                f"{keeper.name} would come to belong to itself, through a client that stands between the two."
                " End that tie on the clients' details first."
            )
