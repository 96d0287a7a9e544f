"""Recording what alumni say about being written to: rows are added, and put away only when recorded by mistake."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.alumni.consent_state import REVIEW_AFTER_MONTHS
from relationships.alumni.models import Alumnus, Consent
from relationships.foundation.periods import shift_months


@transaction.atomic
def record_consent(
    *,
    alumnus: Alumnus,
    state: str,
    said_on: date,
    recorded_by: User | None,
    channel: str = Consent.Channel.ANY,
    purpose: str = Consent.Purpose.ALL,
    review_on: date | None = None,
    heard_through: str = "",
    text_version: str = "",
) -> Consent:
    """Add what was said. An agreement without a day of review is looked at again after `REVIEW_AFTER_MONTHS`.

    `recorded_by` None: the alumnus did it themselves.
    """
    if state == Consent.State.GIVEN and review_on is None:
        review_on = shift_months(said_on, REVIEW_AFTER_MONTHS)
    return Consent.objects.create(
        alumnus=alumnus,
        channel=channel,
        purpose=purpose,
        state=state,
        said_on=said_on,
        review_on=review_on if state == Consent.State.GIVEN else None,
        heard_through=heard_through,
        text_version=text_version,
        recorded_by=recorded_by,
    )


@transaction.atomic
def archive_consent(*, consent: Consent, expected_version: int) -> Consent:
    """Take back what was recorded by mistake."""
    return consent.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_consent(*, consent: Consent) -> Consent:
    """It was no mistake."""
    return consent.save_changes(expected_version=consent.version, changes={"archived_at": None})
