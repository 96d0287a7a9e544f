"""Merging records that were one: one transaction, one merge at a time beside imports, every row remembered for an undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pghistory
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Alias, Client, LookAlike, NameKey, NotTheSame
from relationships.clients.one_writer import is_my_turn
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person, PersonAlias, Position
from relationships.merging.concerned import clients_concerned
from relationships.merging.fields import Mergeable, fields_of, picked_values
from relationships.merging.group_steps import join_groups
from relationships.merging.joint_steps import join_shares
from relationships.merging.journal import Journal
from relationships.merging.models import Absorbed, Merge, PersonLookAlike, TwoPeople
from relationships.merging.moving import move_everything
from relationships.merging.person_steps import prepare_people
from relationships.merging.position_steps import join_positions
from relationships.merging.refusals import CannotMerge, ChangedMeanwhile
from relationships.merging.walls import refuse_clients_apart, refuse_people_apart
from relationships.merging.work_steps import join_work

MOST = 10
"""Records merged at once."""
BUSY = "An import or another merge is writing just now. Try again when it is done: nothing was changed."
_PATIENCE = "SET LOCAL statement_timeout = '120s'; SET LOCAL lock_timeout = '20s'"
_ALIASES: dict[type[Mergeable], tuple[type[Any], str]] = {Client: (Alias, "client"), Person: (PersonAlias, "person")}


@transaction.atomic
def merge_clients(
    *,
    keeper: Client,
    absorbed: Sequence[Client],
    by: User | None,
    versions: Mapping[int, int] | None = None,
    picks: Mapping[str, int] | None = None,
) -> Merge:
    """Let `keeper` hold everything of `absorbed`, which are put away and lead there from now on.

    `versions` are those that were compared, by id; `picks` say whose value of a field is taken. The caller sees to who may.
    Raises `CannotMerge` or `ChangedMeanwhile`, and then nothing was changed.
    """
    with pghistory.context(job="merge"):
        _take_the_turn()
        keeper, others = _locked(Client, keeper, absorbed, versions or {})
        refuse_clients_apart([keeper, *others])
        journal = Journal(Merge.objects.create(kind=Merge.Kind.CLIENTS, client=keeper, merged_by=by))
        ring = clients_concerned([keeper.pk, *(each.pk for each in others)])
        for each in others:
            _absorb_client(journal, each, keeper, by)
            Absorbed.objects.create(merge=journal.merge, client=each)
        _close(journal, keeper, others, picks or {})
        _forget_derived([each.pk for each in others])
        rebuild_group_spans(client_ids=ring | {keeper.pk})
        facts_changed.send(sender=Merge, client_ids=sorted(ring))
    return journal.merge


@transaction.atomic
def merge_people(
    *,
    keeper: Person,
    absorbed: Sequence[Person],
    by: User | None,
    versions: Mapping[int, int] | None = None,
    picks: Mapping[str, int] | None = None,
) -> Merge:
    """The same for people."""
    with pghistory.context(job="merge"):
        _take_the_turn()
        keeper, others = _locked(Person, keeper, absorbed, versions or {})
        refuse_people_apart([keeper, *others])
        journal = Journal(Merge.objects.create(kind=Merge.Kind.PEOPLE, person=keeper, merged_by=by))
        ring = clients_concerned(people=[keeper.pk, *(each.pk for each in others)])
        for each in others:
            before = _positions(person=each)
            prepare_people(journal, absorbed=each, keeper=keeper)
            move_everything(journal, Person, absorbed=each.pk, keeper=keeper.pk)
            join_positions(journal, before)
            _carry_told_apart(journal, TwoPeople, each, keeper)
            PersonLookAlike.objects.filter(Q(one=each) | Q(other=each)).delete()
            Absorbed.objects.create(merge=journal.merge, person=each)
        _close(journal, keeper, others, picks or {})
        if any(not each.is_stub for each in others) and keeper.is_stub:
            journal.change(Person, "t.id = %(record)s", {"record": keeper.pk}, {"is_stub": "FALSE"})
        facts_changed.send(sender=Merge, client_ids=sorted(ring))
    return journal.merge


def _take_the_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
    if not is_my_turn():
        raise CannotMerge(BUSY)


def _locked(
    model: type[Any], keeper: Mergeable, absorbed: Sequence[Mergeable], versions: Mapping[int, int]
) -> tuple[Any, list[Any]]:
    """The rows as they are now, locked in the order of their ids."""
    ids = list(dict.fromkeys(each.pk for each in absorbed if each.pk != keeper.pk))
    if not ids:
        raise CannotMerge("Choose at least one other record.")
    if len(ids) > MOST:
        raise CannotMerge(f"Merge at most {MOST + 1} records at once.")
    everything = model.objects.unscoped(reason="locks the rows the caller was given")
    rows = {each.pk: each for each in everything.select_for_update().filter(pk__in=[keeper.pk, *ids]).order_by("pk")}
    stays, others = rows.get(keeper.pk), [rows[pk] for pk in ids if pk in rows]
    if stays is None or len(others) < len(ids) or stays.archived_at or any(each.merged_into_id for each in others):
        raise ChangedMeanwhile
    if any(versions.get(each.pk, each.version) != each.version for each in rows.values()):
        raise ChangedMeanwhile
    return stays, others


def _absorb_client(journal: Journal, absorbed: Client, keeper: Client, by: User | None) -> None:
    before = _positions(client=absorbed)
    join_groups(journal, absorbed=absorbed, keeper=keeper, by=by)
    join_shares(journal, absorbed=absorbed, keeper=keeper)
    join_work(journal, absorbed=absorbed, keeper=keeper)
    move_everything(journal, Client, absorbed=absorbed.pk, keeper=keeper.pk)
    join_positions(journal, before)
    _carry_told_apart(journal, NotTheSame, absorbed, keeper)


def _positions(**whose: Mergeable) -> list[int]:
    rows = Position.objects.unscoped(reason="joins what is told twice of one record").filter(**whose)
    return list(rows.values_list("pk", flat=True))


def _carry_told_apart(journal: Journal, table: Any, absorbed: Mergeable, keeper: Mergeable) -> None:
    """Who was told apart from one is told apart from both; that these two are not the same was wrong."""
    for said in table.objects.filter(Q(one=absorbed) | Q(other=absorbed), archived_at=None):
        third = said.other_id if said.one_id == absorbed.pk else said.one_id
        if third == keeper.pk:
            journal.change(table, "t.id = %(said)s", {"said": said.pk}, {"archived_at": "now()"})
            continue
        one, other = sorted((third, keeper.pk))
        row, new = table.objects.get_or_create(one_id=one, other_id=other, defaults={"said_by": said.said_by})
        if new:
            journal.added(table, row.pk)


def _close(journal: Journal, keeper: Any, others: Sequence[Any], picks: Mapping[str, int]) -> None:
    """Put the absorbed away, take the values that were picked, and keep every name that leads here."""
    model = type(keeper)
    names = list(dict.fromkeys([keeper.name, *(each.name for each in others)]))
    for each in others:
        sets = {"archived_at": "now()", "merged_into_id": "%(keeper)s::bigint"}
        journal.change(model, "t.id = %(record)s", {"record": each.pk, "keeper": keeper.pk}, sets)
    values = picked_values([keeper, *others], picks)
    for name in fields_of(keeper):
        if values[name] != getattr(keeper, name):
            kind = "::bigint" if name == "owner_id" else ""
            given = {"record": keeper.pk, "value": values[name]}
            journal.change(model, "t.id = %(record)s", given, {name: f"%(value)s{kind}"})
    _keep_names(journal, keeper, [name for name in names if name != values["name"]])


def _keep_names(journal: Journal, keeper: Any, names: Sequence[str]) -> None:
    alias, field = _ALIASES[type(keeper)]
    there = {each.name: each for each in alias.objects.filter(**{field: keeper})}
    for name in names:
        known = there.get(name)
        if known is None:
            journal.added(alias, alias.objects.create(name=name, **{field: keeper}).pk)
        elif known.archived_at:
            journal.change(alias, "t.id = %(alias)s", {"alias": known.pk}, {"archived_at": "NULL::timestamptz"})


def _forget_derived(client_ids: Sequence[int]) -> None:
    """What merged records looked like is nobody's look-alike any more."""
    LookAlike.objects.filter(Q(one__in=client_ids) | Q(other__in=client_ids)).delete()
    NameKey.objects.filter(client__in=client_ids).delete()
