"""Work of one name for both clients: one piece of work, with all its entries and touchpoints."""

from __future__ import annotations

from typing import Any

from relationships.clients.models import Client
from relationships.engagements.models import Engagement
from relationships.merging.journal import Journal
from relationships.merging.moving import move_everything

_LONGEST = 300
_BY_ID = "t.id = %(work)s"
_FILLED = ("practice_id", "office_id", "partner_id", "originating_id")


def join_work(journal: Journal, *, absorbed: Client, keeper: Client) -> None:
    """Work that both have under one name is one, unless one register knows the two by different ids."""
    everything = Engagement.objects.unscoped(reason="joins what hangs on records that are merged")
    # What ever stood behind a wall of its own is joined with nothing: it would carry the wall along, or lose it.
    everything = everything.filter(apart=0)
    ours = {each.name: each for each in everything.filter(client=keeper)}
    for theirs in everything.filter(client=absorbed, name__in=ours).order_by("pk"):
        if _are_two(ours[theirs.name], theirs):
            _rename(journal, theirs, absorbed, keeper)
        else:
            _join(journal, ours[theirs.name], theirs)


def _are_two(ours: Engagement, theirs: Engagement) -> bool:
    return bool(ours.external_id and theirs.external_id and ours.source == theirs.source)


def _rename(journal: Journal, theirs: Engagement, absorbed: Client, keeper: Client) -> None:
    """Names are unique for a client."""
    everything = Engagement.objects.unscoped(reason="looks for a name that is free")
    taken = set(everything.filter(client__in=[absorbed, keeper]).values_list("name", flat=True))
    endings = [f" ({absorbed.name})", *(f" ({absorbed.name} {number})" for number in range(2, 1000))]
    name = next(n for n in (theirs.name[: _LONGEST - len(end)] + end[:_LONGEST] for end in endings) if n not in taken)
    journal.change(Engagement, _BY_ID, {"work": theirs.pk, "name": name[:_LONGEST]}, {"name": "%(name)s"})


def _join(journal: Journal, ours: Engagement, theirs: Engagement) -> None:
    move_everything(journal, Engagement, absorbed=theirs.pk, keeper=ours.pk)
    other = "(SELECT o.{} FROM engagements_engagement o WHERE o.id = %(other)s)"
    sets = {name: f"COALESCE(old.{name}, {other.format(name)})" for name in _FILLED}
    sets |= {"opened_on": f"least(old.opened_on, {other.format('opened_on')})"}
    if ours.archived_at and not theirs.archived_at:
        sets["archived_at"] = "NULL::timestamptz"
    ids: dict[str, Any] = {"work": ours.pk, "other": theirs.pk}
    if theirs.external_id and not ours.external_id:
        journal.change(Engagement, _BY_ID, {"work": theirs.pk}, {"external_id": "NULL::text"})
        named: dict[str, Any] = {"source": theirs.source, "external_id": theirs.external_id}
        sets |= {"source": "%(source)s", "external_id": "%(external_id)s"}
        ids = {**ids, **named}
    journal.change(Engagement, _BY_ID, ids, sets)
