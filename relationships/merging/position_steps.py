"""Two entries of one job, told of each record before they were merged, become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relationships.contacts.models import Position
from relationships.merging.days import Span, joined, meets
from relationships.merging.journal import Journal

_BY_ID = "t.id = %(position)s"
_FILLED = ("title", "seniority", "buying_role")


def join_positions(journal: Journal, moved: Iterable[int]) -> None:
    """Of each job among `moved` that the record which stays has too, one entry remains, from the first day to the last."""
    everything = Position.objects.unscoped(reason="joins what is told twice of one record")
    for late in everything.filter(pk__in=list(moved), archived_at=None).order_by("pk"):
        others = everything.filter(person_id=late.person_id, client_id=late.client_id, archived_at=None)
        first = _same_job(late, list(others.exclude(pk=late.pk).order_by("pk")))
        if first is not None:
            _join(journal, first, late)


def _same_job(late: Position, others: Sequence[Position]) -> Position | None:
    for each in others:
        titles = {each.title.casefold(), late.title.casefold()} - {""}
        if len(titles) <= 1 and meets(_span(each), _span(late)):
            return each
    return None


def _join(journal: Journal, first: Position, late: Position) -> None:
    starts_on, ends_on = joined(_span(first), _span(late))
    sets = {"started_on": "%(started_on)s::date", "ended_on": "%(ended_on)s::date"}
    values = {"position": first.pk, "started_on": starts_on, "ended_on": ends_on}
    for name in _FILLED:
        if not getattr(first, name) and getattr(late, name):
            sets[name], values[name] = f"%({name})s", getattr(late, name)
    journal.change(Position, _BY_ID, values, sets)
    journal.change(Position, _BY_ID, {"position": late.pk}, {"archived_at": "now()"})


def _span(position: Position) -> Span:
    return position.started_on, position.ended_on
