"""Addresses: random public ids, nouns, a slash at the end, one name each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

SLUG = "[A-Za-z0-9]{12}"


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """(address, name) of every URL of ours."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if "allauth" not in str(getattr(pattern.urlconf_name, "__name__", pattern.urlconf_name)):
                yield from addresses(pattern.url_patterns, here)
        else:
            yield here, pattern.name or ""


OURS = list(addresses(get_resolver().url_patterns))


def test_no_address_carries_a_number_or_a_name() -> None:
    parameters = {parameter for address, _ in OURS for parameter in re.findall(r"<(\w+:\w+)>", address)}
    assert {each for each in parameters if each.startswith(("int:", "slug:", "path:"))} == set()


def test_every_address_has_one_name_and_ends_with_a_slash() -> None:
    assert [name for name, times in Counter(name for _, name in OURS).items() if times > 1 or not name] == []
    for_machines = {"healthz", "readyz"}
    assert [a for a, name in OURS if a and not a.endswith(("/", ".csv")) and name not in for_machines] == []
