"""Accent- and case-insensitive search keys, computed by PostgreSQL and kept in a generated column."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler


class SearchKey(Func):
    """`search_key(text)`: lower case without accents. Immutable, so it can be generated and indexed."""

    function = "search_key"
    arity = 1
    output_field = TextField()


class NameWords(Func):
    """`name_words(search key)`: its words, for an index that finds names by the first letters of words, however few
    letters, and by several words at once."""

    function = "name_words"
    arity = 1
    output_field = SearchVectorField()


def words_begun(letters: str) -> str:
    """As SQL: the query for words that begin with `letters`, SQL for letters and digits parted by single blanks."""
    several = f"replace({letters}, ' ', ''':* & ''')"
    return f"""(CASE WHEN {letters} <> '' THEN '''' || {several} || ''':*' ELSE '' END)::tsquery"""


# The backslash escapes LIKE's own signs, after folding: some full-width signs fold to "%" and "_".
_PATTERN = r"regexp_replace(search_key(%s), '([\\%%_])', '\\\1', 'g')"


def holds(left: str, value: str = "%s") -> str:
    """That the key `left` holds the characters of the parameter `value` anywhere, as a condition in SQL."""
    return f"{left} LIKE '%%' || {_PATTERN.replace('%s', value, 1)} || '%%'"


def starts_word(left: str, value: str = "%s") -> str:
    """That a word of the key begins with them; `value` stands in it twice."""
    pattern = _PATTERN.replace("%s", value, 1)
    return f"({left} LIKE {pattern} || '%%' OR {left} LIKE '%% ' || {pattern} || '%%')"


@TextField.register_lookup
class Holds(Lookup):
    """`name_search__holds="muller"`: the key holds these characters anywhere, accents and case aside."""

    lookup_name = "holds"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return holds(left), (*parameters, str(self.rhs))


@TextField.register_lookup
class Begins(Lookup):
    """`name_search__begins="no"`: the key begins with these characters."""

    lookup_name = "begins"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} LIKE {_PATTERN} || '%%'", (*parameters, str(self.rhs))


@TextField.register_lookup
class StartsWord(Lookup):
    """`name_search__starts_word="m"`: a word of the key begins with these characters."""

    lookup_name = "starts_word"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        word = str(self.rhs)
        return starts_word(left), (*parameters, word, *parameters, word)
