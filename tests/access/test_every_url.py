"""No address without a line in the matrix, and no line without an address."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.matrix import OPEN, PAGES


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def test_every_address_is_in_the_matrix() -> None:
    there = set(names(get_resolver().url_patterns))
    listed = [line.name for line in [*PAGES, *OPEN]]
    assert sorted(there - set(listed)) == [], "Say in tests/access/matrix.py who may open them."
    assert sorted(set(listed) - there) == [], "Take them out of tests/access/matrix.py."
    assert sorted(name for name in set(listed) if listed.count(name) > 1) == []
