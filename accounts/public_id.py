"""Random public ids: what addresses show instead of a sequence or a name."""

import secrets

from django.db.models import CharField, Func

ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """Twelve random characters, about 70 bits: not guessable, safe in any address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class NewPublicId(Func):
    """The same from PostgreSQL (`new_public_id()`), so that set-based inserts get ids too."""

    function = "new_public_id"
    template = "%(function)s()"
    arity = 0
    output_field = CharField()
