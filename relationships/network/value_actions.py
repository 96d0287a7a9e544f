"""Writing down what people brought, and crediting them with parts of the fees that came of it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Now

from accounts.models import User
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement
from relationships.foundation.firm_day import firm_day
from relationships.network.models import Contribution, SoftCredit

# What is booked later is credited as well, with what others left.
_CREDIT = """
INSERT INTO network_softcredit (contribution_id, entry_id, share)
SELECT contribution_id, entry_id, share FROM (
    SELECT c.id AS contribution_id, e.id AS entry_id,
           LEAST(c.share, 1 - COALESCE(sum(c.share) OVER (PARTITION BY e.id ORDER BY c.id
                                                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                            - COALESCE((SELECT sum(s.share) FROM network_softcredit s WHERE s.entry_id = e.id), 0)) AS share
    FROM network_contribution c
    JOIN engagements_ledgerentry e ON e.engagement_id = c.engagement_id
    WHERE c.share IS NOT NULL AND c.archived_at IS NULL AND e.archived_at IS NULL
      AND e.kind IN ('fee', 'credit', 'write_off') AND (%(only)s::bigint IS NULL OR c.id = %(only)s)
      AND NOT EXISTS (SELECT FROM network_softcredit s WHERE s.contribution_id = c.id AND s.entry_id = e.id)
) fresh WHERE share > 0
"""
# Entries that count no more, or belong to other work by now.
_DROP = """
DELETE FROM network_softcredit s USING network_contribution c, engagements_ledgerentry e
WHERE c.id = s.contribution_id AND e.id = s.entry_id
  AND (e.archived_at IS NOT NULL OR e.engagement_id IS DISTINCT FROM c.engagement_id
       OR e.kind NOT IN ('fee', 'credit', 'write_off'))
"""


class TooMuchCredit(ValueError):
    """Others have credit for the same fees: `free` is what is left, 0-1."""

    def __init__(self, free: Decimal) -> None:
        super().__init__("More than the whole would be credited.")
        self.free = free


@transaction.atomic
def add_contribution(*, by: User, person: Person, **fields: Any) -> Contribution:
    """Write down what `person` brought; `fields` are those of `Contribution`. Raises `TooMuchCredit`."""
    _refuse_more_than_is_free(fields.get("engagement"), fields.get("share"))
    made = Contribution.objects.create(person=person, recorded_by=by, **fields)
    _credit(made)
    return made


@transaction.atomic
def edit_contribution(*, contribution: Contribution, expected_version: int, changes: dict[str, Any]) -> Contribution:
    """Save changes; credit follows. Raises `Conflict` or `TooMuchCredit`."""
    engagement = changes.get("engagement", contribution.engagement)
    _refuse_more_than_is_free(engagement, changes.get("share", contribution.share), but=contribution)
    saved = contribution.save_changes(expected_version=expected_version, changes=changes)
    SoftCredit.objects.filter(contribution=saved).delete()
    _credit(saved)
    return saved


@transaction.atomic
def thank_for_contribution(*, contribution: Contribution) -> Contribution:
    """They were thanked for it, today. Again is the same as once."""
    if contribution.thanked_on is not None:
        return contribution
    return contribution.save_changes(expected_version=contribution.version, changes={"thanked_on": firm_day().on})


@transaction.atomic
def take_back_thanks(*, contribution: Contribution) -> Contribution:
    """It was a slip: they still wait for it."""
    return contribution.save_changes(expected_version=contribution.version, changes={"thanked_on": None})


@transaction.atomic
def archive_contribution(*, contribution: Contribution, expected_version: int) -> Contribution:
    """Put it away: it is credited with nothing."""
    SoftCredit.objects.filter(contribution=contribution).delete()
    return contribution.save_changes(expected_version=expected_version, changes={"archived_at": Now()})


@transaction.atomic
def restore_contribution(*, contribution: Contribution) -> Contribution:
    """Bring it back. Raises `TooMuchCredit` when others took its part meanwhile."""
    if contribution.archived_at is None:
        return contribution
    _refuse_more_than_is_free(contribution.engagement, contribution.share)
    saved = contribution.save_changes(expected_version=contribution.version, changes={"archived_at": None})
    _credit(saved)
    return saved


@transaction.atomic
def keep_credits() -> None:
    """Let credits follow the ledger: entries booked since get theirs, entries that count no more lose it. Safe twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('network_softcredit'))")
        cursor.execute(_DROP)
        cursor.execute(_CREDIT, {"only": None})


def free_share(engagement: Engagement, *, but: Contribution | None = None) -> Decimal:
    """What part of the work's fees nobody is credited with, 0-1."""
    rows = Contribution.objects.unscoped(reason="the whole is the whole, whoever may see its parts")
    rows = rows.current().filter(engagement=engagement, share__isnull=False)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    taken: Decimal = rows.aggregate(taken=Sum("share"))["taken"] or Decimal(0)
    return max(Decimal(1) - taken, Decimal(0)).quantize(Decimal("0.0001"), ROUND_DOWN)


def _credit(contribution: Contribution) -> None:
    if contribution.share is not None and contribution.archived_at is None:
        with connection.cursor() as cursor:
            cursor.execute(_CREDIT, {"only": contribution.pk})


def _refuse_more_than_is_free(
    engagement: Engagement | None, share: Decimal | None, *, but: Contribution | None = None
) -> None:
    if engagement is None or share is None:
        return
    # Two who credit the same work take turns.
    Engagement.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=engagement.pk)
    free = free_share(engagement, but=but)
    if share > free:
        raise TooMuchCredit(free)
