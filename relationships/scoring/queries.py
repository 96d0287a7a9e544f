"""Reading health as pages show it. Everything starts from what the user may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import floor
from typing import Any

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.columns import Columns, cut
from relationships.foundation.display.grade import grade_word
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.foundation.named_parameters import named
from relationships.scoring.health_evidence import too_little
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_policy import policy_numbered
from relationships.scoring.models import Health, HealthHistory

WEEK = timedelta(days=7)
_HIDDEN, _VALUES = named(HIDDEN_CLIENTS, [None, None], prefix="hidden")
_HEALTH = Prepared(
    "scoring_health_of",
    f"""SELECT client_id, score, grade, coverage FROM scoring_health
WHERE client_id = ANY (%(clients)s::bigint[]) AND client_id <> ALL (ARRAY({_HIDDEN}))""",  # noqa: S608 - constants only
)
_NOW, _BEFORE = Columns(Health, "h"), Columns(HealthHistory, "b")
_VITAL = Prepared(
    "scoring_vital",
    f"""SELECT {_NOW}, {_BEFORE}, EXISTS (SELECT FROM scoring_stalemark m WHERE m.client_id = c.id),
           (SELECT json_agg(json_build_array(GREATEST(k."on", h.as_of - 365), k.score, k.grade, k.policy_version)
                            ORDER BY k."on")
            FROM scoring_healthhistory k WHERE k.client_id = c.id AND k."on" < h.as_of AND k."on" >= COALESCE(
                (SELECT max(first."on") FROM scoring_healthhistory first
                 WHERE first.client_id = c.id AND first."on" <= h.as_of - 365), DATE '-infinity'))
    FROM clients_client c LEFT JOIN scoring_health h ON h.client_id = c.id
    LEFT JOIN LATERAL (
        SELECT * FROM scoring_healthhistory kept WHERE kept.client_id = c.id AND kept."on" <= h.as_of - %(week)s::interval
        ORDER BY kept."on" DESC LIMIT 1
    ) b ON true
    WHERE c.id = %(client)s AND c.id <> ALL (ARRAY({_HIDDEN}))""",  # noqa: S608 - constants only
)

Kept = tuple[date, float | None, str, int]
"""From which day, score, grade, version of the weights."""


@dataclass(frozen=True)
class HealthBrief:
    """Health in a list: `shown` is the score without its fraction, so that 79.9 stays a B; None without a grade."""

    shown: int | None
    grade: str
    coverage: float

    @property
    def word(self) -> str:
        return grade_word(self.grade)


@dataclass(frozen=True)
class Vital:
    """The health of one client in brief. `delta`: points since the score of `since`, a week ago or longer.

    `pending`: facts have changed since, and a worker has been told. `instead`: why there is no grade. `year`: what was
    kept in 365 days, the oldest first, and the score of now.
    """

    client: Client
    brief: HealthBrief
    delta: int | None = None
    since: date | None = None
    pending: bool = False
    instead: str = ""
    ups: int = 0
    downs: int = 0
    year: tuple[Kept, ...] = ()

    @property
    def said(self) -> str:
        """For those who hear the page."""
        return f"Health {self.brief.shown}, {self.brief.grade}, {self.brief.word}" if self.brief.grade else self.instead


def health_of(client_ids: Iterable[int], user: User) -> dict[int, HealthBrief]:
    """Health of those of `client_ids` that `user` may see and that have been computed; nothing for other roles."""
    if not can(user, Capability.SEE_HEALTH):
        return {}
    rows = _HEALTH.rows({"clients": list(client_ids), **dict.fromkeys(_VALUES, user.pk)})
    return {client_id: HealthBrief(shown(score), grade, coverage) for client_id, score, grade, coverage in rows}


def kept_health(score: float | None, grade: str | None, coverage: float | None) -> HealthBrief | None:
    """The columns of a client's row of health, which the caller read through the gate; None where there is no row."""
    return None if grade is None or coverage is None else HealthBrief(shown(score), grade, coverage)


def shown(score: float | None) -> int | None:
    """The score as it is written: without its fraction, never rounded up into a better grade."""
    return None if score is None else floor(score)


def client_vital(user: User, client: Client) -> Vital | None:
    """The health of one client in brief; None when `user` may not see it."""
    if not can(user, Capability.SEE_HEALTH):
        return None
    seen = _VITAL.rows({"client": client.pk, "week": WEEK, **dict.fromkeys(_VALUES, user.pk)})
    if not seen:
        return None
    of_health, of_before, (pending, year) = cut(seen[0], _NOW, _BEFORE)
    row, before = _NOW.maybe(of_health), _BEFORE.maybe(of_before)
    if row is None or not row.facts:
        return Vital(client, HealthBrief(None, "", 0.0), pending=pending, instead="No data yet.")
    kept = [(date.fromisoformat(on), score, grade, version) for on, score, grade, version in year or ()]
    return replace(
        _told(client, row, before, pending=pending),
        year=(*kept, (row.as_of, row.score, row.grade, row.policy_version)),
    )


def past_vital(client: Client, row: Health, before: Health) -> Vital:
    """The same for a score of an earlier day and the one of a week before it."""
    return _told(client, row, before, pending=False)


def _told(client: Client, row: Health, before: Health | HealthHistory | None, *, pending: bool) -> Vital:
    brief = HealthBrief(shown(row.score), row.grade, row.coverage)
    if row.score is None:
        rules = policy_numbered(row.policy_version).rules
        return Vital(client, brief, pending=pending, instead=too_little(HealthInputs.from_facts(row.facts), rules))
    if before is None or before.score is None:
        return Vital(client, brief, pending=pending)
    changes = points_changed(row.measures, before.measures)
    return Vital(
        client,
        brief,
        delta=floor(row.score) - floor(before.score),
        since=_since(row, before),
        pending=pending,
        ups=sum(change >= 0.5 for change in changes.values()),
        downs=sum(change <= -0.5 for change in changes.values()),
    )


def _since(row: Health, before: Health | HealthHistory) -> date:
    kept_on = before.on if isinstance(before, HealthHistory) else before.as_of
    return kept_on if kept_on > row.as_of - 2 * WEEK else row.as_of - WEEK


def score_before(row: Health) -> HealthHistory | None:
    """The score that stood a week before; None when none was kept by then."""
    every = HealthHistory.objects.unscoped(reason="of a score found through the gate")
    kept = every.filter(client_id=row.client_id, on__lte=row.as_of - WEEK)
    return kept.order_by("-on").first()


def points_changed(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> dict[str, float]:
    """Points gained or lost by part; a part that one of the two lacks had none there."""
    old = {each["key"]: each["points"] for each in before}
    new = {each["key"]: each["points"] for each in now}
    return {key: round(new.get(key, 0.0) - old.get(key, 0.0), 1) for key in {**new, **old}}


def day_of(row: Health) -> FirmDay:
    """The day that a score was computed for."""
    return firm_day(row.as_of)
