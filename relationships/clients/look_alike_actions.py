"""Finding look-alikes bit by bit, and saying that two are the same client, or are not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from relationships.clients import look_alike_sql as sql
from relationships.clients.group_actions import Circle, SecondParent, add_group_edge, archive_group_edge
from relationships.clients.models import Client, GroupEdge, LookAlike, NotTheSame
from relationships.clients.name_core import core, host, only_spelt_differently, skeleton
from relationships.clients.signals import facts_changed

NAMES_AT_ONCE, KEYS_AT_ONCE = 2000, 500
NEARLY = 0.5
"""Trigram similarity of two cores with one skeleton from which they may be one name."""


def find_look_alikes(*, seconds: float) -> bool:
    """Look for about `seconds` at names that are new or have changed; answer whether any is left. Safe to repeat."""
    until = time.monotonic() + seconds
    _run(sql.GONE_ALIASES, {})
    while _key(sql.STALE_NAMES) or _key(sql.STALE_ALIASES):
        if time.monotonic() > until:
            return True
    while _compare():
        if time.monotonic() > until:
            return True
    return False


@transaction.atomic
def mark_the_same(*, client: Client, same_as: Client, by: User) -> GroupEdge:
    """Count `client` as `same_as` from now on and in all years, until it is taken back. Twice is the same as once.

    Raises `SecondParent` when `client` belongs to another one, `Circle` when `same_as` belongs to it.
    """
    try:
        return add_group_edge(client=client, parent=same_as, by=by, same=True)
    except (SecondParent, Circle):
        if standing := GroupEdge.objects.filter(
            Q(client=client, parent=same_as) | Q(client=same_as, parent=client), same=True, archived_at=None
        ).first():
            return standing
        raise


def take_apart(*, edge: GroupEdge) -> GroupEdge:
    """Two clients again."""
    return edge if edge.archived_at else archive_group_edge(edge=edge, expected_version=edge.version)


@transaction.atomic
def mark_not_the_same(*, client: Client, other: Client, by: User) -> NotTheSame:
    """Remember that these are two clients. Twice is the same as once."""
    one, two = sorted((client, other), key=lambda each: each.pk)
    said, new = NotTheSame.objects.get_or_create(one=one, other=two, defaults={"said_by": by})
    if new or said.archived_at is None:
        return said
    return said.save_changes(expected_version=said.version, changes={"archived_at": None, "said_by": by})


@transaction.atomic
def forget_not_the_same(*, said: NotTheSame) -> NotTheSame:
    """Ask again."""
    if said.archived_at is not None:
        return said
    return said.save_changes(expected_version=said.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def _key(stale: str) -> int:
    """Make the keys of some names anew; how many there were."""
    rows = _run(stale, {"most": NAMES_AT_ONCE})
    if rows:
        clients, aliases, names, websites = map(list, zip(*rows, strict=True))
        cores = [core(name)[:600] for name in names]
        made = {"cores": cores, "skeletons": list(map(skeleton, cores)), "hosts": list(map(host, websites))}
        given = {"clients": clients, "aliases": aliases, "names": names, "websites": websites, **made}
        _run(sql.KEEP, given)
        _run(sql.FORGET, given)
    return len(rows)


@transaction.atomic
def _compare() -> int:
    """Look for the look-alikes of some names; how many names there were."""
    keys = [row[0] for row in _run(sql.NEXT, {"most": KEYS_AT_ONCE})]
    if keys:
        found = [row for row in _run(sql.CANDIDATES, {"keys": keys, "nearly": NEARLY}) if _holds(*row[2:5])]
        if found:
            _ring(_run(sql.FOUND, _columns(found)))
        _run(sql.COMPARED, {"keys": keys})
    return len(keys)


def _ring(pairs: Sequence[tuple[int, int]]) -> None:
    """What is kept of look-alikes was counted before these were known: an import's names are compared after its fees."""
    if pairs:
        facts_changed.send(sender=LookAlike, client_ids=sorted({pk for pair in pairs for pk in pair}))


def _holds(reason: str, ours: str, theirs: str) -> bool:
    return reason != "spelling" or only_spelt_differently(ours, theirs)


def _columns(found: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    rows = [(min(one, other), max(one, other), reason, likeness) for one, other, reason, _, _, likeness in found]
    return dict(zip(("ones", "others", "reasons", "likenesses"), map(list, zip(*rows, strict=True)), strict=True))


def _run(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []
