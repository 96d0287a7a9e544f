"""What the firm says about itself. One row, made at the first save."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import Firm

# In the order in which settings pages show them.
OWN_FIELDS = frozenset(
    {
        "name",
        "base_currency",
        "fiscal_start_month",
        "time_zone",
        "week_starts_on",
        "fees_seen_by",
        "vocabulary",
        "second_step_roles",
        "office_roles",
        "practice_roles",
    }
)


@transaction.atomic
def edit_firm(*, expected_version: int, changes: dict[str, Any]) -> Firm:
    """Save `changes` of the firm. Raises `Conflict` when somebody else saved first."""
    if not_its_own := set(changes) - OWN_FIELDS:
        raise ValueError(f"A firm does not hold {sorted(not_its_own)}.")
    return lock_firm().save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def finish_set_up() -> None:
    """Ask the first-run questions no more."""
    firm = lock_firm()
    Firm.objects.filter(pk=firm.pk, set_up_at__isnull=True).update(set_up_at=Now())


def lock_firm() -> Firm:
    """The firm's row, made where there is none; others who change it wait. Call in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial firm'))")
    return Firm.objects.select_for_update().first() or Firm.objects.create()
