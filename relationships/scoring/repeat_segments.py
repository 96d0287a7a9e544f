"""The names of segments, and how addresses name them.

Practices, offices and colleagues are rows and known by their public ids. A tier is its letter, an industry a number made
of its words: what a client's record says today.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import md5

from django.db import connection
from django.db.models import Model

from accounts.models import Office, Practice, User
from accounts.public_id import LENGTH
from accounts.queries import lay_by, take_out
from relationships.clients.models import Client
from relationships.clients.visible_groups import hidden_from
from relationships.scoring.repeat_business import Segment

NONE = "none"
"""What addresses call entries that name no segment."""
NAMED_BY: dict[Segment, type[Model]] = {
    Segment.PRACTICE: Practice,
    Segment.OFFICE: Office,
    Segment.PARTNER: User,
    Segment.ORIGINATING: User,
    Segment.OWNER: User,
}
_PUBLIC_ID = re.compile(rf"[0-9A-Za-z]{{{LENGTH}}}", re.ASCII)
_DIGITS = 15


# From one industry to the next by the index: as many steps as there are industries, however many clients.
_NEXT = """SELECT c.industry FROM clients_client c
    WHERE c.industry > {after} AND c.id <> ALL(%(hidden)s::bigint[]) ORDER BY c.industry LIMIT 1"""
_INDUSTRIES = f"""
WITH RECURSIVE walk (industry) AS (
    ({_NEXT.format(after="''")})
    UNION ALL
    SELECT ({_NEXT.format(after="walk.industry")}) FROM walk WHERE walk.industry IS NOT NULL
)
SELECT industry FROM walk WHERE industry IS NOT NULL
"""  # noqa: S608  # constants only


def industry_id(name: str) -> int:
    """The number of an industry, as the SQL makes it (`repeat_facts_sql`): the first 60 bits of its md5."""
    return int(md5(name.encode(), usedforsecurity=False).hexdigest()[:_DIGITS], 16)


def segment_names(by: Segment | None, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of segments by id. The ids are those of figures, which name nothing that their reader may not see."""
    wanted = {each for each in ids if each is not None}
    if by is None or not wanted:
        return {}
    if by == Segment.TIER:
        return {each: Client.Tier(chr(each)).label for each in wanted}
    if by == Segment.INDUSTRY:
        return {number: name for number, name in _industries(()) if number in wanted}
    rows = list(NAMED_BY[by]._base_manager.filter(pk__in=wanted).values_list("pk", "name", "public_id"))
    lay_by(f"keys by {by}", {pk: key for pk, _, key in rows})
    return {pk: name for pk, name, _ in rows}


def segment_keys(segment: Segment, ids: Iterable[int | None]) -> dict[int | None, str]:
    """What addresses call the segments with these ids."""
    wanted = [each for each in ids if each is not None]
    keys: dict[int | None, str] = {None: NONE}
    if segment == Segment.TIER:
        return keys | {each: chr(each) for each in wanted}
    if segment == Segment.INDUSTRY:
        return keys | {each: f"{each:0{_DIGITS}x}" for each in wanted}
    # A page that shows names and leads on from them has read both at once.
    read: dict[int, str] = take_out(f"keys by {segment}") or {}
    if not read.keys() >= set(wanted):
        read = dict(NAMED_BY[segment]._base_manager.filter(pk__in=wanted).values_list("pk", "public_id"))
    return keys | {each: read[each] for each in wanted if each in read}


def segment_at(segment: Segment, key: str, user: User) -> tuple[int, str] | None:
    """Id and name of the segment that an address names, as far as `user` may know of it."""
    return _FOUND_BY.get(segment, _row)(segment, key, user)


def _tier(_: Segment, key: str, __: User) -> tuple[int, str] | None:
    return (ord(key), Client.Tier(key).label) if key in Client.Tier.values else None


def _industry(_: Segment, key: str, user: User) -> tuple[int, str] | None:
    return next((found for found in _industries(hidden_from(user)) if f"{found[0]:0{_DIGITS}x}" == key), None)


def _industries(hidden: Sequence[int]) -> list[tuple[int, str]]:
    """Number and name of the industries of all clients but the hidden ones."""
    with connection.cursor() as cursor:
        cursor.execute(_INDUSTRIES, {"hidden": list(hidden)})
        return [(industry_id(name), name) for (name,) in cursor.fetchall()]


def _row(segment: Segment, key: str, _: User) -> tuple[int, str] | None:
    if not _PUBLIC_ID.fullmatch(key):
        return None
    return NAMED_BY[segment]._base_manager.filter(public_id=key).values_list("pk", "name").first()


_FOUND_BY: dict[Segment, Callable[[Segment, str, User], tuple[int, str] | None]] = {
    Segment.TIER: _tier,
    Segment.INDUSTRY: _industry,
}
