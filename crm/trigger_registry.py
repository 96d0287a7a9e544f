"""History triggers looked up by an index: the library goes through all of them again for each that is registered, which with
five hundred was a sixth of the start of every command and worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pgtrigger import registry


class IndexedRegistry(registry._Registry):
    """The library's own, with what it computes anew each time kept up to date instead."""

    _by_db_table: dict[tuple[str, str], Any]
    _pg_function_names: set[str]

    @property
    def by_db_table(self) -> Mapping[tuple[str, str], Any]:
        return self._by_db_table

    @property
    def pg_function_names(self) -> set[str]:
        return self._pg_function_names

    def __setitem__(self, key: str, value: tuple[Any, Any]) -> None:
        super().__setitem__(key, value)
        self._take(*value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.index()

    def index(self) -> None:
        """Begin with what is registered now."""
        self._by_db_table, self._pg_function_names = {}, set()
        for model, trigger in self.values():
            self._take(model, trigger)

    def _take(self, model: Any, trigger: Any) -> None:
        self._by_db_table[model._meta.db_table, trigger.name] = trigger
        self._pg_function_names.add(trigger.get_pgid(model))


def index_triggers() -> None:
    """Before models are imported."""
    known = registry._registry
    if not isinstance(known, IndexedRegistry):
        known.__class__ = IndexedRegistry
        known.index()
