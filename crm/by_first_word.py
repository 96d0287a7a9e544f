"""Addresses sorted by their first word, so that one request looks at those of its own word and at no others.

Django tries every address in turn, some four hundred of them, on each request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

Address = URLPattern | URLResolver


def by_first_word(addresses: Iterable[Address], *, first: Iterable[str] = ()) -> list[Address]:
    """The same addresses, those of one first word together and in their order; the words `first` before all others.

    Which view an address leads to stays as it was: where a first word is no fixed one, `ValueError` says so.
    """
    groups: dict[str, list[Address]] = {f"{word}/": [] for word in first}
    for each in _unfolded(addresses):
        route = _route(each)
        word, slash, _ = route.partition("/")
        if "<" in word or (isinstance(each, URLResolver) and not slash):
            raise ValueError(f"The first word of {route!r} is not fixed.")
        groups.setdefault(word + slash, []).append(each)
    alone = {word: each for word, each in groups.items() if not _stands_together(word, each)}
    together: list[Address] = [
        path(word, include([_within(word, each) for each in found]))
        for word, found in groups.items()
        if found and word not in alone
    ]
    return [*together, *(each for found in alone.values() for each in found)]


def _stands_together(word: str, addresses: list[Address]) -> bool:
    """Not a word on its own, nor one with a library's addresses, which stay as the library has them."""
    return word.endswith("/") and all(isinstance(each, URLPattern) for each in addresses)


def _unfolded(addresses: Iterable[Address]) -> Iterator[Address]:
    """Those of `include`s without a word of their own stand among the others."""
    for each in addresses:
        if isinstance(each, URLResolver) and not _route(each):
            yield from _unfolded(each.url_patterns)
        else:
            yield each


def _within(word: str, address: Address) -> URLPattern:
    """`address` as seen from behind its first word."""
    assert isinstance(address, URLPattern)
    return path(_route(address).removeprefix(word), address.callback, address.default_args, address.name)


def _route(address: Address) -> str:
    assert isinstance(address.pattern, RoutePattern), "Addresses are written with path()."
    return str(address.pattern)
