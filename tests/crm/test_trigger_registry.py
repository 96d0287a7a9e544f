"""The index of triggers says what the library would work out, and refuses what it refuses."""

from __future__ import annotations

import pytest
from pgtrigger import registry

from crm.trigger_registry import IndexedRegistry
from relationships.clients.models import Client


def test_the_index_holds_what_the_library_would_find() -> None:
    known = registry._registry
    assert isinstance(known, IndexedRegistry)
    assert known.by_db_table == registry._Registry.by_db_table.fget(known)
    assert known.pg_function_names == registry._Registry.pg_function_names.fget(known)


def test_one_name_is_for_one_trigger() -> None:
    known = registry._registry
    (uri, (model, trigger)) = next((uri, each) for uri, each in known.items() if each[0] is Client)
    other = type(trigger).__new__(type(trigger))
    other.__dict__.update(trigger.__dict__, when="other")
    with pytest.raises(KeyError, match="already"):
        known[uri] = (model, other)
    assert known[uri] == (model, trigger)
    assert known.by_db_table[model._meta.db_table, trigger.name] == trigger
