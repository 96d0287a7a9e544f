"""Searching rows by a generated `name_search` column: every word held, best first, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from accounts.search_key import SearchKey, holds, starts_word
from accounts.text import TextError, clean_text

LONGEST = 100
"""Characters of a search; more is a paste, not a name."""
MOST_WORDS = 8
SHORTEST_INNER = 3
"""Characters: the trigram index can't look inside words for less."""
LIKELY, POSSIBLE = 0.6, 0.36
"""Word similarities (0-1): a slip in a long word stays above the first, two letters swapped above the second."""

_M = TypeVar("_M", bound=Model)
_least: ContextVar[float] = ContextVar("least_word_similarity", default=LIKELY)


def search_text(typed: str) -> str:
    """What was typed into a search field, ready to be searched. Raises `TextError`."""
    return " ".join(clean_text(typed, max_length=LONGEST).split())


def lenient_search_text(typed: str) -> str:
    """The same, with "" for text that can't be in any name."""
    try:
        return search_text(typed)
    except TextError:
        return ""


def holds_words(text: str, field: str = "name_search") -> Q:
    """Rows whose `field` holds every word of `text`, in any order; one or two letters must begin a word."""
    found = Q()
    for word in text.split()[:MOST_WORDS]:
        lookup = "holds" if len(word) >= SHORTEST_INNER else "starts_word"
        found &= Q(**{f"{field}__{lookup}": word})
    return found


def holds_words_sql(column: str, text: str) -> tuple[str, dict[str, str]]:
    """The same as a condition in written-out SQL, and its parameters (`word_0` …)."""
    words = {f"word_{place}": word for place, word in enumerate(text.split()[:MOST_WORDS])}
    conditions = [
        (holds if len(word) >= SHORTEST_INNER else starts_word)(column, f"%({name})s") for name, word in words.items()
    ]
    return " AND ".join(conditions), words


def closeness(text: str) -> Case:
    """0 when the name begins with `text`, 1 when a word of it does, else 2: what to show first."""
    return Case(
        When(name_search__begins=text, then=0),
        When(name_search__starts_word=text, then=1),
        default=2,
        output_field=IntegerField(),
    )


def resembling(rows: QuerySet[_M], text: str) -> QuerySet[_M]:
    """`rows` with a name like `text`, the likest first, each with its similarity (0-1) as `alike`.

    Evaluate inside `alike_from(...)` for less likely ones.
    """
    key = SearchKey(Value(text))
    likeness: Any = TrigramWordSimilarity(key, "name_search")  # type: ignore[arg-type]  # takes expressions too
    # The index finds whatever is possible (the connection's threshold, `crm.settings.database`).
    alike: Any = rows.filter(name_search__trigram_word_similar=key).annotate(alike=likeness)
    found: QuerySet[_M] = alike.filter(alike__gte=_least.get()).order_by("-alike", "name_search", "id")
    return found


@contextmanager
def alike_from(similarity: float) -> Iterator[None]:
    """Within, `resembling` takes names from this word similarity (`POSSIBLE` to 1) on."""
    before = _least.set(similarity)
    try:
        yield
    finally:
        _least.reset(before)
