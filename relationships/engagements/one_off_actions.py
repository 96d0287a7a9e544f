"""What is one-off work and what is not, as somebody said of a proposal."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.engagements.actions import edit_engagement
from relationships.engagements.entry_actions import edit_ledger_entry
from relationships.engagements.models import Engagement, LedgerEntry, UsualWork

Work = Engagement | LedgerEntry


@transaction.atomic
def set_one_off(*, work: Work, one_off: bool, expected_version: int) -> None:
    """Let work, or an entry that names none, be a one-off or not. Twice is once. Raises `Conflict`."""
    if work.one_off == one_off:
        return
    if isinstance(work, Engagement):
        edit_engagement(engagement=work, expected_version=expected_version, changes={"one_off": one_off})
    else:
        edit_ledger_entry(entry=work, expected_version=expected_version, changes={"one_off": one_off})


@transaction.atomic
def say_usual(*, work: Work, by: User) -> UsualWork:
    """Remember that this is usual, so that nobody is asked again."""
    about = {"engagement": work} if isinstance(work, Engagement) else {"entry": work}
    everything = UsualWork.objects.unscoped(reason="of work that the caller was given")
    said, _ = everything.get_or_create(**about, defaults={"client_id": work.client_id, "said_by": by})
    return said.save_changes(expected_version=said.version, changes={"archived_at": None, "said_by": by})


@transaction.atomic
def forget_usual(*, said: UsualWork) -> UsualWork:
    """Propose it again. Twice is once."""
    if said.archived_at is not None:
        return said
    return said.save_changes(expected_version=said.version, changes={"archived_at": timezone.now()})
