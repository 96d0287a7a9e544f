"""The chain: each entry's digest hashed together with the link before, so that nothing is changed or taken out unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

BATCH = 5_000
FRESH_MINUTES = 10
"""An entry this old has been sealed, or nobody seals."""
_LINKS = """
SELECT l.number, l.entry_id, l.digest, l.hash, CASE WHEN e.id IS NOT NULL THEN trust_digest(e) END
FROM trust_auditlink l LEFT JOIN trust_auditentry e ON e.id = l.entry_id ORDER BY l.number
"""
_UNSEALED = """
SELECT count(*), count(*) FILTER (WHERE e.at < now() - make_interval(mins => %(minutes)s)),
       min(e.id) FILTER (WHERE e.at < now() - make_interval(mins => %(minutes)s))
FROM trust_auditentry e WHERE NOT EXISTS (SELECT FROM trust_auditlink l WHERE l.entry_id = e.id)
"""


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold: its number, the entry it is about, and what is wrong."""

    link: int
    entry: int
    what: str


@dataclass(frozen=True)
class Verified:
    """What was found. `head`: the last hash, to be kept elsewhere; `unsealed`: entries that wait for their link."""

    links: int
    head: str
    unsealed: int
    broken: Broken | None = None

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"intact": self.broken is None, **asdict(self)}


def seal(*, most: int = 100_000) -> int:
    """Link what has been committed since; how many entries that were. Safe to run twice and at once."""
    sealed = 0
    with connection.cursor() as cursor:
        while sealed < most:
            cursor.execute("SELECT trust_seal(%s)", [BATCH])
            done = int(cursor.fetchone()[0])
            sealed += done
            if done < BATCH:
                break
    return sealed


def verify(*, holds: str = "") -> Verified:
    """Go through the whole chain. `holds`: a head noted earlier, which must still be one of its links.

    Memory does not grow with the chain. Without `holds`, a chain cut off at its end looks whole: keep heads elsewhere.
    """
    head, number, met = b"", 0, not holds
    for link, entry, digest, linked, computed in _links():
        number += 1
        wrong = _wrong(number, link, entry, (digest, linked, computed), head)
        if wrong:
            return Verified(number - 1, head.hex(), 0, wrong)
        head = linked
        met = met or head.hex() == holds
    unsealed, late, first = _unsealed()
    broken = None
    if late:
        broken = Broken(0, first, f"{late} entries are older than {FRESH_MINUTES} minutes and in no link")
    if not met:
        broken = Broken(
            number, 0, "the chain no longer holds the head that was noted: its end was cut off or made anew"
        )
    return Verified(number, head.hex(), unsealed, broken)


def _wrong(number: int, link: int, entry: int, said: tuple[bytes, bytes, bytes | None], head: bytes) -> Broken | None:
    digest, linked, computed = said
    if link != number:
        return Broken(number, entry, f"link {number} is missing; the next one is {link}")
    if computed is None:
        return Broken(link, entry, "its entry is gone")
    if computed != digest:
        return Broken(link, entry, "its entry is not what was sealed")
    if hashlib.sha256(head + digest).digest() != linked:
        return Broken(link, entry, "the link does not follow from the one before")
    return None


def _links() -> Iterator[tuple[int, int, bytes, bytes, bytes | None]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_LINKS)
        while batch := cursor.fetchmany(BATCH):
            for link, entry, digest, linked, computed in batch:
                yield link, entry, bytes(digest), bytes(linked), None if computed is None else bytes(computed)


def _unsealed() -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, {"minutes": FRESH_MINUTES})
        count, late, first = cursor.fetchone()
        return int(count), int(late), int(first or 0)
