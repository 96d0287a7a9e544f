"""Where somebody is signed in: their sessions, read from what Django keeps, and ending them from afar.

The table of sessions has no column for whose they are; a firm of 200 has some hundreds, which are read one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.devices import device_words
from accounts.idle import ADDRESS, BEGAN, DEVICE, SEEN, has_ended
from accounts.models import User
from accounts.sessions import SessionStore


@dataclass(frozen=True)
class SignedInPlace:
    """One session. `token` names it in a form: the key itself would let anybody in who reads the page."""

    token: str
    device: str
    address: str
    began_at: datetime | None
    seen_at: datetime | None
    here: bool


def signed_in_places(user: User, *, here: str = "") -> list[SignedInPlace]:
    """Where `user` is signed in now, the latest first; `here` is the key of the session that asks."""
    found = [
        SignedInPlace(
            token=_token(key),
            device=device_words(str(held.get(DEVICE, ""))),
            address=str(held.get(ADDRESS, "")),
            began_at=_moment(held.get(BEGAN)),
            seen_at=_moment(held.get(SEEN)),
            here=key == here,
        )
        for key, held in _sessions_of(user)
    ]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda place: (place.here, place.seen_at or never), reverse=True)


def sign_out_there(user: User, *, token: str) -> bool:
    """End the session of `user` that `token` names; False when there is none (any more)."""
    keys = [key for key, _ in _sessions_of(user) if constant_time_compare(_token(key), token)]
    return bool(Session.objects.filter(session_key__in=keys).delete()[0]) if keys else False


def sign_out_everywhere(user: User, *, but: str = "") -> int:
    """End all sessions of `user`, except the one with the key `but`; answers how many there were."""
    keys = [key for key, _ in _sessions_of(user) if key != but]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _sessions_of(user: User) -> Iterator[tuple[str, dict[str, Any]]]:
    """Keys and contents of the sessions that still let `user` in: neither idle for too long, nor of an old password."""
    store, now = SessionStore(), timezone.now()
    rows = Session.objects.filter(expire_date__gt=now).values_list("session_key", "session_data")
    proof = user.get_session_auth_hash()
    for key, data in rows.iterator(chunk_size=500):
        held = store.decode(data)
        theirs = held.get(SESSION_KEY) == str(user.pk) and held.get(HASH_SESSION_KEY) == proof
        if theirs and not has_ended(held, now.timestamp()):
            yield key, held


def _token(key: str) -> str:
    return salted_hmac("accounts.signed_in_places", key, algorithm="sha256").hexdigest()[:32]


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
