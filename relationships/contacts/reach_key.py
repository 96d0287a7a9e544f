"""What two spellings of one phone number have in common, computed by PostgreSQL and kept in a generated column."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler


class ReachKey(Func):
    """`ReachKey(kind, value)`: for a phone its digits behind "+" where it is international, else the value as it is.

    "+41 (0)61 555 01 23", "0041 61 555 01 23" and "+41615550123" are one number; what follows "ext" or "#" is left
    out. National numbers stay national: which country is meant is not known.
    """

    arity = 2
    output_field = TextField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        kind, value = (compiler.compile(each)[0] for each in self.get_source_expressions())
        return f"(CASE WHEN {kind} = 'phone' THEN {phone_key(value)} ELSE {value} END)", ()


class MailDomain(Func):
    """`MailDomain(value)`: what stands behind the "@" of a mail address; indexed."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, '@', 2)"
    arity = 1
    output_field = TextField()


def phone_key(value: str) -> str:
    """The same for a phone, as SQL over the SQL `value`."""
    bare = rf"regexp_replace({value}, '(ext|x|#).*$|\(0\)', '', 'gi')"
    number = f"regexp_replace(regexp_replace({bare}, '[^0-9+]', '', 'g'), '^00', '+')"
    return f"COALESCE(NULLIF({number}, ''), {value})"
