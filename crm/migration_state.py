"""Migrating without drawing models anew.

While Django migrates, it renders every model that hangs together with a changed one again after each operation; here
that is nearly all of them, and was nine tenths of the time of a first start. A new table, column, index, constraint or
trigger changes no other model. Django's own mark for "not everything is up to date" (`is_delayed`) makes it render all of them
before Python of a migration looks at them, and before signals are sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED, Field
from pgtrigger.migrations import AddTrigger, RemoveTrigger


@contextmanager
def models_drawn_once() -> Iterator[None]:
    """Inside, operations that change one model alone leave the others as they were drawn."""
    with ExitStack() as stack:
        for owner, name, instead in (
            (ProjectState, "add_model", _add_model),
            (ProjectState, "add_field", _add_field),
            (ProjectState, "_append_option", _append_option),
            (ProjectState, "_remove_option", _remove_option),
            (AddTrigger, "state_forwards", _add_trigger),
            (RemoveTrigger, "state_forwards", _remove_trigger),
        ):
            stack.enter_context(patch.object(owner, name, instead))
        yield


def _add_model(state: ProjectState, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if vars(state)["_relations"] is not None:
        state.resolve_model_relations(key)
    if "apps" in vars(state):
        state.is_delayed = True
        state.apps.render_multiple([model])


def _add_field(
    state: ProjectState, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
) -> None:
    key = app_label, model_name
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    state.models[key].fields[name] = field
    if vars(state)["_relations"] is not None:
        state.resolve_model_field_relations(key, name, field)
    if "apps" in vars(state):
        state.is_delayed = True
        with state.apps.bulk_update():
            state.apps.unregister_model(*key)
        state.apps.render_multiple([state.models[key]])


def _append_option(state: ProjectState, app_label: str, model_name: str, option: str, added: object) -> None:
    _set_option(state, (app_label, model_name), option, [*_option(state, (app_label, model_name), option), added])


def _remove_option(state: ProjectState, app_label: str, model_name: str, option: str, removed: str) -> None:
    key = app_label, model_name
    _set_option(state, key, option, [each for each in _option(state, key, option) if each.name != removed])


def _add_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
    _append_option(state, app_label, operation.model_name_lower, "triggers", operation.trigger)


def _remove_trigger(operation: RemoveTrigger, app_label: str, state: ProjectState) -> None:
    _remove_option(state, app_label, operation.model_name_lower, "triggers", operation.name)


def _option(state: ProjectState, key: tuple[str, str], option: str) -> list[Any]:
    return list(state.models[key].options.get(option, []))


def _set_option(state: ProjectState, key: tuple[str, str], option: str, values: list[Any]) -> None:
    state.models[key].options[option] = values
    if "apps" in vars(state):
        setattr(state.apps.get_model(*key)._meta, option, list(values))
