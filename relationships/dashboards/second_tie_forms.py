"""The form in which a second tie is planned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import firm_day

USUAL = timedelta(days=14)
MOST_PEOPLE = 200


class SecondTieForm(RecordForm):
    """Who gets to know whom, by when."""

    colleague = ColleagueField(label="Colleague", empty_label="Choose a colleague")
    person = forms.ModelChoiceField(
        label="Whom they should meet",
        queryset=Person.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Somebody there",
    )
    due_on = DayField(label="By")

    rows: ClassVar[tuple[Any, ...]] = ("colleague", Div("person", "due_on", css_class="form-row"))

    def __init__(self, *args: Any, user: User, client: Client, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": firm_day().on + USUAL, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        held = Position.objects.visible_to(user).current().filter(client=client).values("person")
        people = Person.objects.visible_to(user).current().filter(pk__in=held).order_by("name_search", "id")
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.error_messages["invalid_choice"] = "Choose somebody from the list."
