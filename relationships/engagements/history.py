"""What became of work and of its ledger entries."""

from __future__ import annotations

from accounts.models import User
from accounts.record_history import Change, History, history_of
from relationships.engagements.models import Engagement, LedgerEntry

ENGAGEMENT = {
    "name": "Name",
    "practice": "Practice",
    "office": "Office",
    "partner": "Led by",
    "originating": "Brought in by",
    "opened_on": "Opened on",
    "closed_on": "Closed on",
    "origin": "How it came",
    "one_off": "One-off",
}
ENTRY = {
    "document": "Document number",
    "booked_on": "Booked on",
    "kind": "Kind",
    "amount": "Amount",
    "currency": "Currency",
    "base_amount": "Amount in the firm's currency",
    "engagement": "Work",
    "practice": "Practice",
    "office": "Office",
    "partner": "Partner",
    "one_off": "One-off",
}


def engagement_history(user: User, engagement: Engagement, *, before: str = "") -> History:
    """Every change to an engagement that `user` may see."""
    return history_of(engagement, fields=ENGAGEMENT, what="this work", user=user, before=before)


def entry_history(user: User, entry: LedgerEntry, *, before: str = "") -> History:
    """Every correction of a visible entry. For eyes that may see fees: amounts are told.

    The beginning is the row itself: entries leave no event when they are made.
    """
    told = history_of(entry, fields=ENTRY, what="this entry", user=user, before=before)
    if told.older:
        return told
    name = entry.created_by.name if entry.created_by else ""
    made = f"brought in this entry from {entry.source}" if entry.source else "entered this entry"
    first = Change(entry.created_at, name or ("The import" if entry.source else ""), made)
    return History([*told.rows, first], told.older, told.continued)
