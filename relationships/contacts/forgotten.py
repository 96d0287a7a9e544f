"""Whether an address or an id is that of somebody who was erased, so that no list and no mail brings them back.

The digests are keyed by SECRET_KEY, like the list of erasures: whoever reads the table learns no address. After a change of
the key the old one stays in SECRET_KEY_FALLBACKS, else they are recognised no more.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from relationships.contacts.models import Forgotten


def forget(marks: Iterable[str]) -> None:
    """Remember the digests of these marks. Twice is once."""
    key = _key(settings.SECRET_KEY)
    rows = [Forgotten(digest=_digest(key, mark)) for mark in sorted(set(marks))]
    Forgotten.objects.bulk_create(rows, ignore_conflicts=True)


def anybody_forgotten() -> bool:
    """Whether there is anything to look for."""
    return Forgotten.objects.exists()


def forgotten_among(marks: Iterable[str]) -> set[str]:
    """Those of `marks` that are somebody's who was erased. One statement, whatever their number."""
    known = set(Forgotten.objects.values_list("digest", flat=True))
    if not known:
        return set()
    keys = [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return {mark for mark in marks if any(_digest(key, mark) in known for key in keys)}


def address_mark(address: str) -> str:
    """The mark of a mail address, whatever its case."""
    return address.strip().lower()


def source_mark(source: str, external_id: str) -> str:
    """The mark of the id that `source` gave somebody."""
    return f"id {external_id} of {source}"


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"perennial forgotten " + secret.encode()).digest()


def _digest(key: bytes, mark: str) -> str:
    return hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()
