"""Forms of a person, their positions and how to reach them."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.fields import DayField, GatedCharField, WebAddressField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.contacts.employer_field import EmployerField
from relationships.contacts.models import ContactPoint, Position
from relationships.contacts.reach import mail_address

FEWEST_DIGITS = 3
_LOOK_FOR_ALIKE = {
    "hx-trigger": "input changed delay:300ms",
    "hx-target": "#hints",
    "hx-include": "#id_name, #id_email, #id_phone",
    "hx-sync": "closest form:replace",
}
_NOT_AN_ADDRESS = "Enter an e-mail address such as ana@novagen.com."


def clean_email(typed: str) -> str:
    """The address in its one spelling. Raises `ValidationError`."""
    try:
        validate_email(typed)
    except ValidationError as error:
        raise ValidationError(_NOT_AN_ADDRESS, code="email") from error
    return mail_address(typed)


def clean_phone(typed: str) -> str:
    """The number as typed; anything with some digits is one somewhere. Raises `ValidationError`."""
    if sum(char.isdigit() for char in typed) < FEWEST_DIGITS or len(typed) > 60:
        raise ValidationError("Enter a phone number such as +41 61 555 01 23.", code="phone")
    return typed


class EditPersonForm(RecordForm):
    """A person's own fields."""

    name = GatedCharField(longest=300, label="Name")
    pronouns = GatedCharField(longest=40, label="Pronouns", required=False)


def look_for_alike(form: RecordForm, *, query: str = "") -> None:
    """Say under the form who may be meant already, while name, address and number are typed."""
    for name in {"name", "email", "phone"} & set(form.fields):
        address = reverse("person_look_alikes") + query
        form.fields[name].widget.attrs |= {"hx-get": address, **_LOOK_FOR_ALIKE}


class PersonForm(EditPersonForm):
    """A new person with what is usually known at once."""

    client = ClientField(label="Works at", required=False)
    title = GatedCharField(longest=200, label="Position", required=False)
    email = GatedCharField(longest=254, label="E-mail", required=False)
    phone = GatedCharField(longest=60, label="Phone", required=False)

    rows = (
        OPTIONS,
        Div("name", "pronouns", css_class="form-row"),
        Div("client", "title", css_class="form-row"),
        Div("email", "phone", css_class="form-row"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _through_the_gate(self, user)
        look_for_alike(self)

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""


class PositionForm(RecordForm):
    """A job at a client."""

    client = ClientField(label="Client")
    title = GatedCharField(longest=200, label="Position", required=False)
    seniority = GatedCharField(longest=60, label="Seniority", required=False)
    buying_role = forms.ChoiceField(
        label="When they buy", required=False, choices=[("", "Not known"), *Position.BuyingRole.choices]
    )
    started_on = DayField(label="From", required=False)
    ended_on = DayField(label="Until", required=False, help_text="Empty: still there.")

    rows = (
        OPTIONS,
        Div("client", "title", css_class="form-row"),
        Div("seniority", "buying_role", css_class="form-row"),
        Div("started_on", "ended_on", css_class="form-row"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _through_the_gate(self, user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        started_on, ended_on = cleaned.get("started_on"), cleaned.get("ended_on")
        if started_on and ended_on and ended_on < started_on:
            self.add_error("ended_on", "Enter a day that is not before the first one.")
        return cleaned


class EndPositionForm(RecordForm):
    """When somebody leaves, and where they go."""

    ended_on = DayField(label="Last day")
    client = EmployerField(
        label="Moves to",
        required=False,
        help_text="A client from the list, or any other organisation. Empty: not known.",
    )
    title = GatedCharField(longest=200, label="Position there", required=False)

    rows = (OPTIONS, "ended_on", Div("client", "title", css_class="form-row"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _through_the_gate(self, user)


class ContactPointForm(RecordForm):
    """A way to reach somebody."""

    kind = forms.ChoiceField(label="Kind", choices=ContactPoint.Kind.choices)
    value = GatedCharField(longest=320, label="Address or number")
    is_primary = forms.BooleanField(label="Use this one first", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if kind and value:
            try:
                cleaned["value"] = _CLEANERS[kind](value)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


_CLEANERS = {"email": clean_email, "phone": clean_phone, "link": WebAddressField().clean}


def _through_the_gate(form: RecordForm, user: User) -> None:
    field = form.fields["client"]
    assert isinstance(field, ClientField)
    field.user = user
