"""No table is forgotten: each says who may know of it, of whom it tells, and what erasing does to it."""

from __future__ import annotations

import pghistory.models
import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from accounts.models import User
from relationships.contacts.models import Person
from relationships.trust.kept import Act, Audit, Kept, Sees
from relationships.trust.register import register
from relationships.trust.register_lines import LINES, TABLES_WITHOUT_MODEL

EVENTS = {model for model in apps.get_models() if issubclass(model, pghistory.models.Event)}
MODELS = {
    model._meta.label: model
    for model in apps.get_models(include_auto_created=True)
    if model not in EVENTS and model._meta.managed and not model._meta.proxy
}
TRACKED = {model.pgh_tracked_model._meta.label for model in EVENTS if not model._meta.proxy and model._meta.managed}
ADD_A_LINE = "give it a line in relationships/trust/register_lines.py: who sees it, of whom it tells, what erasing does"
each_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line.model)


def follow(model: type[models.Model], way: str) -> type[models.Model]:
    if "." in way:
        link = apps.get_model(way)
        assert model in {each.related_model for each in link._meta.fields}
        return Person if Person in {each.related_model for each in link._meta.fields} else User
    for step in way.split("__"):
        if step == "pk":
            return model
        model = model._meta.get_field(step).related_model
    return model


def test_every_model_has_its_line() -> None:
    assert set(MODELS) - set(register()) == set(), ADD_A_LINE
    assert set(register()) - set(MODELS) == set(), "these lines name no model"


@pytest.mark.django_db
def test_every_table_is_known() -> None:
    tables = set(connection.introspection.table_names())
    known = {model._meta.db_table for model in [*MODELS.values(), *EVENTS]}
    assert tables - known - set(TABLES_WITHOUT_MODEL) == set(), ADD_A_LINE


@each_line
def test_ways_lead_to_people(line: Kept) -> None:
    model = line.table
    assert not line.person or follow(model, line.person) is Person
    assert not line.colleague or follow(model, line.colleague) is User
    for name in line.sees if isinstance(line.sees, tuple) else ():
        assert isinstance(model._meta.get_field(name), models.ForeignKey), name
    assert line.sees is not Sees.GATE or hasattr(model._default_manager, "visible_to")


@each_line
def test_whoever_points_at_a_person_says_so(line: Kept) -> None:
    """A foreign key to a person makes a row tell of them: it can't be left out of export and erasure."""
    to_people = [each.name for each in line.table._meta.fields if each.related_model is Person]
    assert not to_people or line.person, ADD_A_LINE


@each_line
def test_what_is_blanked_exists_and_may_be_blank(line: Kept) -> None:
    for act in (line.erase, line.leave):
        for name in act if not isinstance(act, Act) else ():
            try:
                line.table._meta.get_field(name)
            except FieldDoesNotExist:
                pytest.fail(f"{line.model} has no field {name}")


@each_line
def test_audit_is_what_the_model_does(line: Kept) -> None:
    assert (line.audit is Audit.HISTORY) == (line.model in TRACKED), "history is kept by @keeps_history()"
