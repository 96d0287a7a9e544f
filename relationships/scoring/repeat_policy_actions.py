"""Saving a repeat policy: always as a new version, the old ones stay readable."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import the_firm
from relationships.scoring.models import RepeatPolicy

CHOSEN = (
    *("name", "mode", "level", "ownership", "lookback_months"),
    *("fiscal_start_month", "one_offs", "first_engagement", "goal"),
)


class PolicyMoved(Exception):
    """Somebody saved a newer version in between."""


@transaction.atomic
def save_policy(*, by: User | None, expected_version: int, reason: str, changes: dict[str, Any]) -> int:
    """Follow the policy in force by a new version with `changes`; answer the version now in force.

    Nothing is saved when nothing differs. Raises `PolicyMoved` unless `expected_version` is in force. Before anybody
    has saved one, the house rule counts as version 1.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial repeat policy'))")
    stored = RepeatPolicy.objects.order_by("-version").first()
    now = stored or RepeatPolicy(version=1, fiscal_start_month=the_firm().fiscal_start_month)
    if now.version != expected_version:
        raise PolicyMoved
    wanted = {name: getattr(now, name) for name in CHOSEN} | changes
    if all(getattr(now, name) == value for name, value in changes.items()):
        return now.version
    if stored is None:
        # So that a figure of before can still be read by the rule it was computed under.
        now.reason = "The house rule, before anybody changed it."
        now.save(force_insert=True)
    RepeatPolicy.objects.create(version=now.version + 1, created_by=by, reason=reason[:500], **wanted)
    return now.version + 1
