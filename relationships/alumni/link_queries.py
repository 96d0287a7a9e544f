"""What an address or a running visit opens."""

from __future__ import annotations

from datetime import datetime

from relationships.alumni.models import AlumnusLink
from relationships.foundation.secret_address import LONGEST_TOKEN, digest_of


def link_of(token: str, opens: str, now: datetime) -> AlumnusLink | None:
    """What this token opens now: neither revoked, used up nor run out; of nobody who is archived or left out."""
    found = AlumnusLink.objects.unscoped(reason="whoever holds the address is the one it was made for")
    rows = found.filter(digest=digest_of(token), opens=opens, expires_at__gt=now, used_at__isnull=True)
    return _standing(rows.first()) if len(token) <= LONGEST_TOKEN else None


def visit_of(token: str, now: datetime) -> AlumnusLink | None:
    """The visit that this secret goes on with."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    found = AlumnusLink.objects.unscoped(reason="whoever holds the visit's secret opened their own page")
    return _standing(found.filter(visit_digest=digest_of(token), visit_ends_at__gt=now).first())


def _standing(link: AlumnusLink | None) -> AlumnusLink | None:
    if link is None or link.archived_at is not None:
        return None
    alumnus = link.alumnus
    left_out = alumnus.opted_out_on is not None and link.opens != AlumnusLink.Opens.STOP
    gone = alumnus.archived_at is not None or alumnus.person.archived_at is not None
    return None if left_out or gone else link
