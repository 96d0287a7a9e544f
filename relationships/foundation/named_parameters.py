"""Embed a compiled query, with its positional parameters, in SQL that uses named ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from re import Match, sub
from typing import Any


def named(sql: str, parameters: Iterable[Any], *, prefix: str) -> tuple[str, dict[str, Any]]:
    """`sql` with each `%s` replaced by `%(prefix_0)s`, `%(prefix_1)s` …, and the parameters under these names.

    `%%` stays. Raises `ValueError` when the numbers of places and of parameters differ.
    """
    number = count()

    def name(found: Match[str]) -> str:
        return found[0] if found[0] == "%%" else f"%({prefix}_{next(number)})s"

    text = sub(r"%[%s]", name, sql)
    values = {f"{prefix}_{place}": value for place, value in enumerate(parameters)}
    if len(values) != next(number):
        raise ValueError("The query has another number of places than of parameters.")
    return text, values
