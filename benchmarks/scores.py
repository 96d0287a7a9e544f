"""All ties and all health from nothing, a night, and one touchpoint, as ratios to PostgreSQL's own reading of the rows."""

from __future__ import annotations

import random
import resource
import statistics
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg2
from django.db import connection, transaction

from accounts.models import User
from benchmarks.interleaved import milliseconds
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.network.models import Tie
from relationships.scoring import marks, nightly_actions
from relationships.scoring.firm_cache import recent_firm_figures
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.models import Health
from relationships.scoring.rebuild_actions import rebuild_marked

NAME = "scores"
FIRMS = (1.0,)

MOST_REBUILD, MOST_NIGHT, MOST_TOUCH_MS = 5.0, 0.2, 50.0
_ROWS = """
FROM interactions_interaction i
JOIN interactions_touchclient tc ON tc.interaction_id = i.id
JOIN interactions_touchcolleague tl ON tl.interaction_id = i.id
JOIN interactions_touchperson tp ON tp.interaction_id = i.id
"""
_COPY = f"COPY (SELECT tc.client_id, tl.colleague_id, tp.person_id, i.kind, i.direction, i.occurred_at {_ROWS}) TO {{}} (FORMAT binary)"
_GROUP = f"SELECT count(*) FROM (SELECT tl.colleague_id, tp.person_id, count(*) {_ROWS} GROUP BY 1, 2) pairs"


class Sink:
    """Takes what COPY sends and keeps nothing."""

    def write(self, data: bytes) -> int:
        return len(data)


def measure(*, owner_url: str, rounds: int) -> dict[str, object]:
    """Seconds and ratios; one touchpoint in milliseconds of worker time."""
    with closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        helper = owner.info.backend_pid
        plain = [_plain(owner, helper)]
        _run(owner, "TRUNCATE network_tie, scoring_health, scoring_healthhistory, scoring_stalemark")
        rebuild = _timed(_rebuild)
        plain.append(_plain(owner, helper))
        _yesterday(owner)
        night = _timed(_night)
    copy, group = (_mean(times) for times in zip(*plain, strict=True))
    touches = _touches(rounds)
    took = statistics.median(each.seconds for each in touches)
    ratios = {
        "rebuild": rebuild.seconds / (copy.seconds + group.seconds),
        "night": night.seconds / rebuild.seconds,
        "touch ms": 1000 * took,
    }
    work = {
        "rebuild": rebuild.work / (copy.work + group.work),
        "night": night.work / rebuild.work,
        "touch ms": 1000 * statistics.median(each.work for each in touches),
    }
    parts = {"copy": copy, "group by pair": group, "rebuild": rebuild, "night": night}
    slow = sorted(each.seconds for each in touches)[int(0.95 * (len(touches) - 1))]
    most = {"rebuild": MOST_REBUILD, "night": MOST_NIGHT, "touch ms": MOST_TOUCH_MS}
    return {
        "clients": Health.objects.count(),
        "touchpoints": Interaction.objects.unscoped(reason="The bench counts rows.").count(),
        "ties": Tie.objects.count(),
        "seconds": {name: round(each.seconds, 2) for name, each in parts.items()},
        "processor seconds": {name: round(each.work, 2) for name, each in parts.items()},
        "one touchpoint": {"median ms": round(1000 * took, 1), "p95 ms": round(1000 * slow, 1)},
        "ratios": {name: round(value, 3) for name, value in ratios.items()},
        "ratios by processor time": {name: round(value, 3) for name, value in work.items()},
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "missed": [f"{name}: {ratios[name]:.2f} > {limit}" for name, limit in most.items() if ratios[name] > limit],
    }


@dataclass(frozen=True)
class Took:
    """By the clock, and of processors: here and in PostgreSQL together."""

    seconds: float
    work: float


def _timed(task: Callable[[], object], helper: int | None = None) -> Took:
    """How long `task` took; `helper` is the server process that works for it, else the one of Django's connection."""
    connection.ensure_connection()
    taken, work = milliseconds(task, lambda: helper or connection.connection.info.backend_pid)
    return Took(taken / 1000, work / 1000)


def _mean(times: Sequence[Took]) -> Took:
    return Took(statistics.mean(each.seconds for each in times), statistics.mean(each.work for each in times))


def _run(owner: Any, statement: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute(statement)


def _plain(owner: Any, helper: int) -> tuple[Took, Took]:
    """PostgreSQL's own COPY of the rows and its bare GROUP BY; taken before and after the rebuild."""
    return _timed(lambda: _copy(owner), helper), _timed(lambda: _run(owner, _GROUP), helper)


def _copy(owner: Any) -> None:
    """To the server's own /dev/null where the role may; else down the line into nothing."""
    with owner.cursor() as cursor:
        try:
            cursor.execute(_COPY.format("'/dev/null'"))
        except psycopg2.errors.InsufficientPrivilege:
            cursor.copy_expert(_COPY.format("STDOUT"), Sink())


def _rebuild() -> None:
    """What `manage.py recompute --all` does."""
    with transaction.atomic():
        marks.mark_all()
    nightly_actions.begin_today(every=True)
    rebuild_marked()
    recompute_due(seconds=1e9)


def _yesterday(owner: Any) -> None:
    """As if every score were of yesterday, and the night had not begun."""
    _run(owner, "VACUUM ANALYZE network_tie, scoring_health")
    _run(owner, "UPDATE scoring_health SET as_of = as_of - 1; DELETE FROM scoring_sweeprun WHERE kind LIKE 'nightly%'")


def _night() -> None:
    while nightly_actions.carry_on(seconds=1e9, with_history=False):
        pass


def _touches(rounds: int) -> list[Took]:
    """Worker time from a mark to a fresh score, for one new touchpoint at each of some clients."""
    dice = random.Random(1)
    clients = Client.objects.unscoped(reason="The bench draws some.").filter(health__score__isnull=False)
    ids = dice.sample(list(clients.values_list("pk", flat=True)), rounds)
    colleague = User.objects.all()[0]
    recent_firm_figures()
    found = []
    for client_id in ids:
        tie = Tie.objects.filter(client_id=client_id).first()
        touch = _touch(client_id, tie.person_id if tie else None, tie.colleague_id if tie else colleague.pk)
        found.append(_timed(partial(recompute_due, seconds=0, only=[client_id], firm=recent_firm_figures)))
        touch.delete()
    return found


@transaction.atomic
def _touch(client_id: int, person_id: int | None, colleague_id: int) -> Interaction:
    at = firm_day().end - timedelta(hours=12)
    touch = Interaction.objects.create(kind="meeting", direction="mutual", occurred_at=at)
    TouchClient.objects.create(interaction=touch, client_id=client_id, occurred_at=at)
    TouchColleague.objects.create(interaction=touch, colleague_id=colleague_id, occurred_at=at)
    if person_id is not None:
        TouchPerson.objects.create(interaction=touch, person_id=person_id, occurred_at=at)
    marks.mark([client_id])
    return touch
