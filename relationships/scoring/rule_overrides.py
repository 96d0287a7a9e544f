"""Laying a policy's overrides over the default rules: by key, and only what fits. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

_R = TypeVar("_R")


class RulesError(ValueError):
    """An override that can't be used; `str(error)` names the key and what fits."""


def overridden(rules: _R, overrides: Mapping[str, Any], *, path: str = "") -> _R:
    """`rules` (a dataclass of numbers, tables of numbers and further rules) with `overrides` in their place.

    A table is merged by key. Raises `RulesError` for an unknown key, and for anything but a number of at least 0.
    """
    known = {each.name: getattr(rules, each.name) for each in fields(rules)}  # type: ignore[arg-type]
    changes = {}
    for key, given in overrides.items():
        where = f"{path}{key}"
        if key not in known:
            raise RulesError(f"{where} is no setting. Known are: {', '.join(known)}.")
        changes[key] = _fitting(known[key], given, where)
    return replace(rules, **changes)  # type: ignore[type-var]


def _fitting(default: Any, given: Any, where: str) -> Any:
    if is_dataclass(default):
        return overridden(default, _table(given, where), path=f"{where}.")
    if isinstance(default, tuple):
        raise RulesError(f"{where} can't be changed.")
    if not isinstance(default, Mapping):
        return _number(default, given, where, may_be_zero="minimum" in where)
    table = _table(given, where)
    if unknown := table.keys() - default.keys():
        raise RulesError(f"{where} has no {', '.join(sorted(unknown))}. Known are: {', '.join(default)}.")
    whole = isinstance(next(iter(default.values())), int)
    merged = {**default, **{key: _number(default[key], table[key], f"{where}.{key}", not whole) for key in table}}
    if not any(merged.values()):
        raise RulesError(f"{where} can't all be 0.")
    return merged


def _table(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise RulesError(f"{where} is a table of names and numbers, not {given!r}.")
    return given


def _number(default: float, given: Any, where: str, may_be_zero: bool) -> float:
    whole = isinstance(default, int)
    fits = isinstance(given, int if whole else (int, float)) and not isinstance(given, bool)
    if not fits or not 0 <= given < 1e6 or (given == 0 and not may_be_zero):
        kind = "a whole number" if whole else "a number"
        raise RulesError(f"{where} is {kind} {'from' if may_be_zero else 'above'} 0, not {given!r}.")
    return given if whole else float(given)
