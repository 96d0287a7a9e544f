"""By what somebody is recognised in texts: names and addresses, also earlier ones, and the patterns that find them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from relationships.contacts.forgotten import source_mark

SHORTEST = 5
"""Characters: a shorter name is a word that texts hold for other reasons."""
SHORTEST_PART = 3
_SPECIAL = re.compile(r"([\\.^$*+?{}\[\]()|])")
_WORD = "[[:alnum:]_]"

# Also what an address or a name was before: history keeps it, and texts may.
_OF_PERSON = """
SELECT name FROM contacts_person WHERE id = ANY (%(ids)s)
UNION SELECT name FROM contacts_personevent WHERE pgh_obj_id = ANY (%(ids)s)
UNION SELECT name FROM contacts_personalias WHERE person_id = ANY (%(ids)s)
UNION SELECT name FROM contacts_personaliasevent WHERE person_id = ANY (%(ids)s)
UNION SELECT value FROM contacts_contactpoint WHERE person_id = ANY (%(ids)s)
UNION SELECT value FROM contacts_contactpointevent WHERE person_id = ANY (%(ids)s)
UNION SELECT normal FROM contacts_contactpoint WHERE person_id = ANY (%(ids)s)
UNION SELECT number FROM contacts_contactpoint WHERE person_id = ANY (%(ids)s) AND number > ''
UNION SELECT address FROM capture_proposal WHERE person_id = ANY (%(ids)s)
UNION SELECT private_email FROM network_departure WHERE person_id = ANY (%(ids)s)
"""
_SOURCES = """
SELECT source, external_id FROM contacts_person WHERE id = ANY (%(ids)s) AND external_id IS NOT NULL
UNION SELECT source, external_id FROM contacts_personevent
    WHERE pgh_obj_id = ANY (%(ids)s) AND external_id IS NOT NULL
"""
_OF_COLLEAGUE = """
SELECT name FROM accounts_user WHERE id = ANY (%(ids)s)
UNION SELECT name FROM accounts_userevent WHERE pgh_obj_id = ANY (%(ids)s)
UNION SELECT email FROM accounts_user WHERE id = ANY (%(ids)s)
UNION SELECT email FROM accounts_userevent WHERE pgh_obj_id = ANY (%(ids)s)
UNION SELECT email FROM account_emailaddress WHERE user_id = ANY (%(ids)s)
UNION SELECT unnest(own_addresses) FROM capture_capturechoice WHERE user_id = ANY (%(ids)s)
UNION SELECT private_email FROM network_departure WHERE colleague_id = ANY (%(ids)s)
"""
_ALSO_OTHERS = """
SELECT lower(name) FROM contacts_person WHERE lower(name) = ANY (%(words)s) AND NOT (id = ANY (%(people)s))
UNION SELECT lower(value) FROM contacts_contactpoint
    WHERE lower(value) = ANY (%(words)s) AND NOT (person_id = ANY (%(people)s))
UNION SELECT lower(name) FROM accounts_user WHERE lower(name) = ANY (%(words)s) AND NOT (id = ANY (%(colleagues)s))
UNION SELECT email FROM accounts_user WHERE email = ANY (%(words)s) AND NOT (id = ANY (%(colleagues)s))
"""


@dataclass(frozen=True)
class Identifiers:
    """`own`: what names nobody else; `shared`: what another record bears too, so that texts elsewhere keep it."""

    own: frozenset[str]
    shared: frozenset[str]

    @property
    def addresses(self) -> list[str]:
        """Mail addresses that are theirs alone."""
        return sorted(word.lower() for word in self.own if "@" in word)

    @property
    def pattern(self) -> str:
        """A PostgreSQL pattern for any of them, as whole words; "" when there is nothing to look for."""
        return _any_of(self.own)

    @property
    def parts_pattern(self) -> str:
        """Besides, each part of the names: for texts that are about them anyway."""
        names = [word for word in self.own | self.shared if "@" not in word and "://" not in word]
        parts = {part for name in names for part in re.split(r"[\s,]+", name) if len(part) >= SHORTEST_PART}
        return _any_of(self.own | self.shared | {part for part in parts if not part.isdigit()})


def identifiers(people: list[int], colleagues: list[int]) -> Identifiers:
    """Everything by which these records, which are one human being, are known."""
    words = {word.strip() for word in _ask(_OF_PERSON, people) | _ask(_OF_COLLEAGUE, colleagues) if word}
    words = {word for word in words if len(word) >= SHORTEST}
    with connection.cursor() as cursor:
        lower = [word.lower() for word in words]
        cursor.execute(_ALSO_OTHERS, {"words": lower, "people": people, "colleagues": colleagues})
        others = {row[0] for row in cursor.fetchall()}
    shared = frozenset(word for word in words if word.lower() in others)
    return Identifiers(frozenset(words) - shared, shared)


def source_marks(people: list[int]) -> set[str]:
    """The ids that sources gave them, also former ones, as marks of somebody forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, {"ids": people})
        return {source_mark(source, external_id) for source, external_id in cursor.fetchall()}


def people_of(person: int) -> list[int]:
    """The person's record and those that were merged into it."""
    model = apps.get_model("contacts.Person")
    found, new = {person}, {person}
    while new:
        new = set(model._base_manager.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found |= new
    return sorted(found)


def _ask(sql: str, ids: list[int]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": ids})
        return {row[0] for row in cursor.fetchall() if row[0]}


def _any_of(words: frozenset[str]) -> str:
    if not words:
        return ""
    escaped = (_SPECIAL.sub(r"\\\1", word) for word in sorted(words, key=len, reverse=True))
    return f"(?<!{_WORD})(?:{'|'.join(escaped)})(?!{_WORD})"
