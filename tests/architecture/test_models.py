"""Laws of the tables: keys point down, backward names only where somebody reads them, rules stand in the database."""

from __future__ import annotations

import re
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
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
# Models of libraries that ours may point at.
BELOW = {"auth", "contenttypes", "account", "pghistory", "sessions"}
# Fixed sets of one column and nothing a form could get wrong.
WITHOUT_RULES = {"accounts.Office": "unique name", "accounts.Practice": "unique name"}


def relations(model: type[models.Model]) -> list[models.ForeignKey]:
    return [
        field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]


@each_model
def test_foreign_keys_go_down(model: type[models.Model]) -> None:
    upwards = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in relations(model)
        if field.related_model._meta.app_label not in BELOW
        and floor_of(field.related_model._meta.app_label) > floor_of(model._meta.app_label)
    ]
    assert upwards == []


def test_every_app_of_ours_has_a_floor() -> None:
    ours = [
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ("accounts", "relationships", "crm")
    ]
    assert [label for label in ours if label not in OURS] == []


@each_model
def test_backward_names_are_there_only_where_somebody_reads_them(model: type[models.Model]) -> None:
    everything = "\n".join(chain((module.path.read_text() for module in modules()), (each.text for each in sources())))
    unread = []
    for field in relations(model):
        name = field.remote_field.related_name or ""
        # As an attribute, in a lookup ("team__colleague"), or as a name in a prefetch.
        if not name.endswith("+") and not re.search(rf"\.{name}\b|\b{name}__|[\"']{name}[\"'](?!\))", everything):
            unread.append(f"{field.name}: {name or '(none given)'}")
    assert unread == []


@each_model
def test_rules_stand_in_the_database(model: type[models.Model]) -> None:
    """What a form checks, an import or a command could get wrong: the table refuses it too."""
    if not issubclass(model, Record) or model._meta.label in WITHOUT_RULES:
        return
    assert model._meta.constraints, f"{model._meta.label} has no constraint."
    wrong = [
        each.name
        for each in model._meta.constraints
        if not each.name.startswith(model._meta.db_table.replace("_", "_", 1))
    ]
    assert wrong == []


@pytest.mark.django_db
@each_model
def test_constraints_of_the_model_exist_in_the_table(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.get_constraints(cursor, model._meta.db_table))
    assert {each.name for each in model._meta.constraints} - there == set()


@each_model
def test_what_people_edit_has_a_public_id_and_a_version(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    assert ("public_id" in names) == ("version" in names and "archived_at" in names)


@each_model
def test_no_hidden_order(model: type[models.Model]) -> None:
    assert list(model._meta.ordering) == []
