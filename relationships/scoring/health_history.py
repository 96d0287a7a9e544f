"""What was kept of a client's health, night by night, and the day that somebody wants to look back at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lead

from accounts.fields import DayField
from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.scoring.models import HealthHistory

EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class KeptScore:
    """A score from `row.on` on, until the next. `shown` and `change` in whole points; `reweighed`: under other weights
    than the one before."""

    row: HealthHistory
    shown: int | None
    change: int | None
    reweighed: bool


def kept_scores(user: User, client: Client) -> QuerySet[HealthHistory]:
    """What was kept of a visible client, the newest first, each with the one before it; nothing for other roles."""
    if not can(user, Capability.SEE_HEALTH):
        return HealthHistory.objects.none()
    rows = HealthHistory.objects.visible_to(user).filter(client=client).order_by("-on")
    return rows.annotate(
        score_before=Window(Lead("score"), order_by=F("on").desc()),
        version_before=Window(Lead("policy_version"), order_by=F("on").desc()),
    )


def told_in_turn(rows: Sequence[HealthHistory]) -> list[KeptScore]:
    """Each with what changed since the one before."""
    return [
        KeptScore(
            row,
            None if row.score is None else floor(row.score),
            _change(row.score, getattr(row, "score_before", None)),
            getattr(row, "version_before", None) not in (None, row.policy_version),
        )
        for row in rows
    ]


def _change(score: float | None, before: float | None) -> int | None:
    return None if score is None or before is None else floor(score) - floor(before)


def day_asked_for(typed: str, today: date) -> tuple[date | None, str]:
    """The past day that `typed` names (None: today, or none at all), and what is wrong with it."""
    if not typed:
        return None, ""
    try:
        day = DayField().clean(typed)
    except ValidationError:
        return None, "Enter a day such as 2026-03-31."
    if day is None or day == today:
        return None, ""
    if not EARLIEST <= day < today:
        return None, f"Choose a day from {EARLIEST.year} to yesterday."
    return day, ""
