"""Addresses that only an alumnus knows: made when a letter goes out, used once, and the visit that follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from relationships.alumni.models import Alumnus, AlumnusLink
from relationships.foundation.secret_address import digest_of, new_token, token_for

PAGE_HOURS = 24
"""So long the address of their page may be opened, once."""
VISIT_HOURS = 2
"""So long they may look around then."""
CONSENT_DAYS = 60
STOP_DAYS = 3650
"""Whoever finds an old mail may still end it."""
_HELD = "whoever holds the address is the one it was made for"


@transaction.atomic
def make_link(*, alumnus: Alumnus, opens: str, now: datetime) -> str:
    """A fresh address; answers its token, which nobody can read again. Unused ones of the same kind end."""
    earlier = AlumnusLink.objects.unscoped(reason=_HELD).filter(alumnus=alumnus, opens=opens, archived_at__isnull=True)
    for link in earlier.filter(used_at__isnull=True).select_for_update():
        link.save_changes(expected_version=link.version, changes={"archived_at": Now()})
    token = new_token()
    lasts = timedelta(hours=PAGE_HOURS) if opens == AlumnusLink.Opens.PAGE else timedelta(days=CONSENT_DAYS)
    AlumnusLink.objects.create(alumnus=alumnus, opens=opens, digest=digest_of(token), expires_at=now + lasts)
    return token


@transaction.atomic
def stop_token(*, alumnus: Alumnus, purpose: str, now: datetime) -> str:
    """The address that ends mail about `purpose`: the same in every mail."""
    token = token_for("stop", f"{alumnus.public_id}.{purpose}")
    AlumnusLink.objects.unscoped(reason=_HELD).get_or_create(
        digest=digest_of(token),
        defaults={
            "alumnus": alumnus,
            "opens": AlumnusLink.Opens.STOP,
            "purpose": purpose,
            "expires_at": now + timedelta(days=STOP_DAYS),
        },
    )
    return token


@transaction.atomic
def begin_visit(*, link: AlumnusLink, now: datetime) -> str | None:
    """Use the address up; answers the secret of the visit, None when somebody was quicker."""
    rows = AlumnusLink.objects.unscoped(reason=_HELD).select_for_update()
    current = rows.filter(pk=link.pk, used_at__isnull=True, archived_at__isnull=True).first()
    if current is None:
        return None
    token = new_token()
    changes = {
        "used_at": now,
        "visit_digest": digest_of(token),
        "visit_ends_at": now + timedelta(hours=VISIT_HOURS),
    }
    current.save_changes(expected_version=current.version, changes=changes)
    return token


@transaction.atomic
def end_visits(*, alumnus: Alumnus) -> None:
    """End every visit and every address of the alumnus: they left, or asked to be left out."""
    for link in AlumnusLink.objects.unscoped(reason=_HELD).filter(alumnus=alumnus, archived_at__isnull=True):
        if link.opens != AlumnusLink.Opens.STOP:
            link.save_changes(expected_version=link.version, changes={"archived_at": Now()})
