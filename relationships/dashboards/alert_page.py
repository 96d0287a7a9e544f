"""The alerts as pages show them: each with its reason and what can be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import loads
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import QueryDict

from accounts.models import User
from accounts.policy import Capability, Role, can
from relationships.clients.models import TeamMember
from relationships.clients.permissions import may_edit
from relationships.dashboards.numbered_pages import Numbered, numbered, page_number
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import in_chunks
from relationships.scoring.alert_queries import standing_snoozes, told_to, waiting_alerts
from relationships.scoring.alert_text import reason
from relationships.scoring.doubt_queries import doubts_for
from relationships.scoring.models import Alert, AlertSnooze, Doubt

ON_HOME = 4
BEGIN_WITH_MINE = (Role.ACCOUNT_MANAGER, Role.ASSISTANT)
MOST_SNOOZES = 200
HEADER = ("Client", "Kind", "Why", "Raised on", "Looked after by")


@dataclass(frozen=True)
class AlertLine:
    """One alert. `why` in words; `may_act`: the reader may deal with it."""

    alert: Alert
    why: str
    may_act: bool


@dataclass(frozen=True)
class HomeAlert:
    """One alert among other things: the client it is about, and why."""

    public_id: str
    name: str
    why: str


@dataclass(frozen=True)
class AlertPage:
    """Context of dashboards/alert_list.html."""

    lines: Numbered[AlertLine]
    snoozes: list[tuple[AlertSnooze, bool]]
    kinds: list[tuple[str, str, bool]]
    """Address, words, chosen."""
    mine: bool
    kind: str
    doubts: list[Doubt]
    """Scores that somebody asked the reader about and that wait for an answer."""


def alert_page(user: User, query: QueryDict) -> AlertPage:
    """What waits for `user`; `?mine=` and `?kind=` narrow it. Who looks after clients begins with their own."""
    mine, kind = _narrowed(user, query)
    page = numbered(waiting_alerts(user, mine=mine, kind=kind), page_number(query.get("page", "")))
    kinds = [("", "All"), *Alert.Kind.choices]
    return AlertPage(
        Numbered(alert_lines(user, page.rows), page.count, page.number, page.last),
        _snoozes(user),
        [(_address(mine, key), str(said), key == kind) for key, said in kinds],
        mine,
        kind,
        doubts_for(user),
    )


def alert_rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
    """Everything that waits, narrowed and in the order of the page, below `HEADER`."""
    mine, kind = _narrowed(user, query)
    for part in in_chunks(waiting_alerts(user, mine=mine, kind=kind)):
        for line in alert_lines(user, part):
            alert = line.alert
            owner = alert.client.owner
            yield (
                alert.client.name,
                alert.get_kind_display(),
                line.why,
                alert.raised_on,
                owner.name if owner else None,
            )


def _narrowed(user: User, query: QueryDict) -> tuple[bool, str]:
    """Whether only their own clients, and which kind: what the address says, for this reader."""
    begins_with_mine = Role(user.role) in BEGIN_WITH_MINE
    kind = query.get("kind", "")
    mine = query.get("mine") == "yes" or (begins_with_mine and query.get("mine") != "no")
    return mine, kind if kind in Alert.Kind.values else ""


def alert_lines(user: User, alerts: Iterable[Alert]) -> list[AlertLine]:
    """The alerts with their reasons."""
    today, found = firm_day().on, list(alerts)
    mine = on_the_team_of(user, [each.client_id for each in found])
    return [
        AlertLine(
            each,
            reason(each.kind, told_to(user, each.details), today),
            may_edit(user, each.client, mine[each.client_id]),
        )
        for each in found
    ]


def on_the_team_of(user: User, client_ids: Iterable[int]) -> dict[int, list[TeamMember]]:
    """The reader's own places on the teams of these clients, in one query."""
    found: dict[int, list[TeamMember]] = defaultdict(list)
    rows = TeamMember.objects.filter(client_id__in=list(client_ids), colleague=user, archived_at__isnull=True)
    for member in rows:
        found[member.client_id].append(member)
    return found


def home_alerts(user: User) -> tuple[list[HomeAlert], bool]:
    """The newest few, and whether there are more."""
    if not can(user, Capability.SEE_HEALTH):
        return [], False
    today = firm_day().on
    with connection.cursor() as cursor:
        cursor.execute(*_home_statement(user, user.role, user.logs_for_id, can(user, Capability.SEE_FEES)))
        found = cursor.fetchall()
    lines = [
        HomeAlert(public_id, name, reason(kind, told_to(user, loads(said)), today))
        for public_id, name, kind, said in found
    ]
    return lines[:ON_HOME], len(found) > ON_HOME


@lru_cache(maxsize=256)
def _home_statement(user: User, role: str, logs_for_id: int | None, with_fees: bool) -> tuple[str, tuple[Any, ...]]:
    """`waiting_alerts` in SQL, which follows from these alone: putting it together takes longer than the answer."""
    waiting = waiting_alerts(user, mine=Role(role) in BEGIN_WITH_MINE).annotate(said=Cast("details", TextField()))
    return waiting.values_list("client__public_id", "client__name", "kind", "said")[
        : ON_HOME + 1
    ].query.sql_with_params()


def _snoozes(user: User) -> list[tuple[AlertSnooze, bool]]:
    found = list(standing_snoozes(user)[:MOST_SNOOZES])
    mine = on_the_team_of(user, [each.client_id for each in found])
    return [(each, may_edit(user, each.client, mine[each.client_id])) for each in found]


def _address(mine: bool, kind: str) -> str:
    parts = [f"mine={'yes' if mine else 'no'}"] + ([f"kind={kind}"] if kind else [])
    return "?" + "&".join(parts)
