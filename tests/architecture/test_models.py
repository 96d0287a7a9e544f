"""Laws of the tables: keys point down, backward names only where somebody reads them, rules stand in the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.record import Record
from tests.architecture.floors import OURS, floor_of
from tests.architecture.sources import modules
from tests.architecture.templates import sources

MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in OURS and not model.__name__.endswith("Event")
]
# Models of libraries that ours may point at.
BELOW = {"auth", "contenttypes", "account", "pghistory", "sessions"}
# Fixed sets of one column and nothing a form could get wrong.
WITHOUT_RULES = {"accounts.Office": "unique name", "accounts.Practice": "unique name"}


def relations(model: type[models.Model]) -> list[models.ForeignKey]:
    return [
        field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]


def offences(of: Callable[[type[models.Model]], object]) -> dict[str, object]:
    """What is wrong with each model, by its label: one test a rule names every model that breaks it."""
    return {model._meta.label: found for model in MODELS if (found := of(model))}


def upwards(model: type[models.Model]) -> list[str]:
    return [
        f"{field.name} → {field.related_model._meta.label}"
        for field in relations(model)
        if field.related_model._meta.app_label not in BELOW
        and floor_of(field.related_model._meta.app_label) > floor_of(model._meta.app_label)
    ]


def test_foreign_keys_go_down() -> None:
    assert not offences(upwards)


def test_every_app_of_ours_has_a_floor() -> None:
    ours = [
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ("accounts", "relationships", "crm")
    ]
    assert [label for label in ours if label not in OURS] == []


def test_backward_names_are_there_only_where_somebody_reads_them() -> None:
    everything = "\n".join(chain((module.path.read_text() for module in modules()), (each.text for each in sources())))
    names = {field.remote_field.related_name or "" for model in MODELS for field in relations(model)}
    # As an attribute, in a lookup ("team__colleague"), or as a name in a prefetch.
    unread = {
        name
        for name in names
        if not name.endswith("+") and not re.search(rf"\.{name}\b|\b{name}__|[\"']{name}[\"'](?!\))", everything)
    }
    assert not offences(
        lambda model: [
            f"{field.name}: {field.remote_field.related_name or '(none given)'}"
            for field in relations(model)
            if (field.remote_field.related_name or "") in unread
        ]
    )


def without_rules(model: type[models.Model]) -> str | list[str]:
    if not issubclass(model, Record) or model._meta.label in WITHOUT_RULES:
        return ""
    if not model._meta.constraints:
        return "no constraint"
    return [each.name for each in model._meta.constraints if not each.name.startswith(model._meta.db_table)]


def test_rules_stand_in_the_database() -> None:
    """What a form checks, an import or a command could get wrong: the table refuses it too."""
    assert not offences(without_rules)


@pytest.mark.django_db
def test_constraints_of_the_model_exist_in_the_table() -> None:
    with connection.cursor() as cursor:
        assert not offences(
            lambda model: (
                {each.name for each in model._meta.constraints}
                - set(connection.introspection.get_constraints(cursor, model._meta.db_table))
            )
        )


def half_editable(model: type[models.Model]) -> bool:
    names = {field.name for field in model._meta.get_fields()}
    return ("public_id" in names) != ("version" in names and "archived_at" in names)


def test_what_people_edit_has_a_public_id_and_a_version() -> None:
    assert not offences(half_editable)


def test_no_hidden_order() -> None:
    assert not offences(lambda model: model._meta.ordering)
