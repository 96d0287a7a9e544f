"""Work that came of an introduction is something whoever made it brought: it stands in the value ledger, once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from relationships.network.models import Contribution, Introduction
from relationships.network.value_actions import (
    add_contribution,
    archive_contribution,
    edit_contribution,
    free_share,
    restore_contribution,
)

TEXT = "Introduced us."
REASON = "of an introduction that the caller found through the gate"


@transaction.atomic
def credit_introduction(*, by: User, introduction: Introduction, share: Decimal | None) -> Contribution | None:
    """Write down that work came through somebody outside, or put that away when it did not.

    `share` of the named work's fees, 0-1; None: all that nobody is credited with. What was written down by hand for the
    same person and work is taken for it, with the credit it has. Raises `TooMuchCredit`.
    """
    known = contribution_of(introduction)
    if introduction.through is None or introduction.outcome != "work" or introduction.archived_at is not None:
        if known is not None and known.archived_at is None:
            archive_contribution(contribution=known, expected_version=known.version)
        return None
    if known is None and (written := _by_hand(introduction)) is not None:
        return written.save_changes(expected_version=written.version, changes={"introduction": introduction})
    said = _said(introduction, share, known)
    if known is None:
        return add_contribution(by=by, person=introduction.through, introduction=introduction, **said)
    changes = {**said, "archived_at": None}
    return edit_contribution(contribution=known, expected_version=known.version, changes=changes)


@transaction.atomic
def put_credit_away(*, introduction: Introduction) -> None:
    """The introduction was a slip: nobody is credited for it."""
    known = contribution_of(introduction)
    if known is not None and known.archived_at is None:
        archive_contribution(contribution=known, expected_version=known.version)


@transaction.atomic
def bring_credit_back(*, introduction: Introduction) -> None:
    """It counts after all, with what others left of its credit."""
    known = contribution_of(introduction)
    if known is None or known.archived_at is None or introduction.outcome != "work":
        return
    free = free_share(known.engagement, but=known) if known.engagement else Decimal(0)
    if known.share is not None and known.share > free:
        known = known.save_changes(expected_version=known.version, changes={"share": free or None})
    restore_contribution(contribution=known)


def contribution_of(introduction: Introduction) -> Contribution | None:
    """What stands in the ledger for it, also when it was put away."""
    rows = Contribution.objects.unscoped(reason=REASON).select_related("engagement", "person")
    return rows.filter(introduction=introduction).first()


def _by_hand(introduction: Introduction) -> Contribution | None:
    """The same, written down before anybody said what came of the introduction."""
    rows = Contribution.objects.unscoped(reason=REASON).current().filter(introduction__isnull=True)
    rows = rows.filter(person=introduction.through, happened_on__gte=introduction.asked_on)
    if introduction.engagement is not None:
        rows = rows.filter(engagement=introduction.engagement)
    elif introduction.client is not None:
        rows = rows.filter(kind=Contribution.Kind.INTRODUCTION, client=introduction.client)
    else:
        return None
    return rows.order_by("happened_on", "id").first()


def _said(introduction: Introduction, share: Decimal | None, known: Contribution | None) -> dict[str, Any]:
    work = introduction.engagement
    if work is None:
        share = None
    elif share is None:
        share = free_share(work, but=known)
    return {
        "kind": Contribution.Kind.INTRODUCTION,
        "happened_on": introduction.made_on,
        "text": TEXT,
        "client": work.client if work else introduction.client,
        "engagement": work,
        "share": share or None,
    }
