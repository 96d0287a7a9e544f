"""Forms of offices, practices and colleagues."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.db.models import Q

from accounts.admin_actions import AddressTaken, LastAdministrator, YourOwnRights
from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import Office, Practice, User
from accounts.policy import Role
from accounts.record_form import RecordForm
from accounts.text import TextError, clean_text
from accounts.vocabulary import role_choices


class PlaceForm(RecordForm):
    """The name of an office or practice."""

    name = GatedCharField(longest=200, label="Name")


class AddressField(forms.EmailField):
    """An e-mail address, in lower case; empty means none."""

    def to_python(self, value: Any) -> str | None:
        try:
            return clean_text(super().to_python(value) or "", max_length=254).lower() or None
        except TextError as error:
            raise forms.ValidationError(str(error), code="text") from error


class ColleagueForm(RecordForm):
    """A colleague as the firm knows them."""

    name = GatedCharField(longest=200, label="Name")
    email = AddressField(
        label="E-mail",
        required=False,
        max_length=254,
        help_text="What they sign in with. Empty: known by name only.",
        error_messages={"invalid": "Enter an address such as maya@firm.example."},
    )
    role = forms.ChoiceField(label="Role", choices=User.ROLE_CHOICES)
    supports = ColleagueField(label="Works for", required=False, help_text="Whom an assistant logs for.")
    office = forms.ModelChoiceField(
        label="Office", queryset=Office.objects.none(), to_field_name="public_id", required=False, empty_label="None"
    )
    practice = forms.ModelChoiceField(
        label="Practice",
        queryset=Practice.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="None",
    )
    joined_on = DayField(label="Joined", required=False)
    clients_seen = forms.ChoiceField(
        label="Sees",
        required=False,
        choices=User.ClientsSeen.choices,
        help_text="A client is of the office and practice of whoever looks after it, or is on its team. One's own stay.",
    )
    firm_totals = forms.BooleanField(
        label="Sees the firm's true totals",
        required=False,
        help_text="Restricted clients in one line, never by name.",
    )

    rows = (
        Fieldset("Who", "name", "email", Div("office", "practice", css_class="form-row"), "joined_on"),
        Fieldset("Rights", "role", "supports", "clients_seen", "firm_totals"),
    )

    def __init__(self, *args: Any, record: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = role_choices()
        for name, model in (("office", Office), ("practice", Practice)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            kept = getattr(record, f"{name}_id", None) or 0
            offered = Q(archived_at__isnull=True) | Q(pk=kept)
            field.queryset = model._base_manager.filter(offered).order_by("name")
        supports = self.fields["supports"]
        assert isinstance(supports, ColleagueField)
        supports.keep(record.supports_id if record else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("clients_seen") not in (None, "", "all"):
            self.add_error(
                "clients_seen", "An administrator says who sees what, and is not limited. Choose all clients."
            )
        supported = cleaned.get("supports")
        if supported is not None and self.record is not None and supported.pk == self.record.pk:
            self.add_error("supports", "Nobody works for themselves. Choose somebody else.")
        joined = cleaned.get("joined_on")
        left = getattr(self.record, "left_on", None)
        if joined and left and joined > left:
            self.add_error("joined_on", f"Enter a day before {left}, when they left.")
        return cleaned

    def explain(self, refused: Exception) -> None:
        """Say what an action refused, beside the field that can remedy it."""
        if isinstance(refused, AddressTaken):
            self.add_error("email", "Another colleague has this address. Choose another one.")
        elif isinstance(refused, YourOwnRights):
            self.add_error("role", "Nobody changes their own rights. Ask another administrator.")
        elif isinstance(refused, LastAdministrator):
            self.add_error("role", "The firm needs an administrator. Make somebody else one first.")
