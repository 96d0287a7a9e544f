"""The form in which a move is recorded: one step, whoever the person is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS
from relationships.clients.models import Client
from relationships.contacts.employer_field import EmployerField
from relationships.contacts.forms import clean_email
from relationships.contacts.models import OutsidePost, Position
from relationships.foundation.firm_day import firm_day


class NewEmployerField(EmployerField):
    """The same; small letters are the beginning of a client's name, where one client alone begins so."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if not isinstance(found, str) or found != found.lower() or len(found) < 2:
            return found
        begins = Client.objects.visible_to(self.user).current().filter(name_search__startswith=found)
        alike = list(begins.order_by("name_search", "id")[:2])
        if len(alike) > 1:
            raise ValidationError(
                f"Several clients begin with “{found}”: {alike[0].name}, {alike[1].name} … Write more of the name.",
                code="several",
            )
        return alike[0] if alike else found


class MoveForm(RecordForm):
    """Where to, since when, and what ends."""

    employer = NewEmployerField(
        label="Moves to",
        help_text="A client: the beginning in small letters is enough. Any other organisation: its name.",
    )
    title = GatedCharField(longest=200, label="Position there", required=False)
    moved_on = DayField(label="On")
    email = GatedCharField(
        longest=254, label="New e-mail", required=False, help_text="The old ones stay: mail from them still finds them."
    )
    ends = forms.MultipleChoiceField(label="What ends", required=False, widget=forms.CheckboxSelectMultiple)
    congratulate = forms.BooleanField(
        label="Plan a word of congratulation",
        required=False,
        initial=True,
        help_text="On the day of whoever looks after the new client.",
    )
    open_client = forms.BooleanField(
        label="Also open a client for the new employer",
        required=False,
        help_text="If it is none yet. You look after it.",
    )

    rows: ClassVar[tuple[Any, ...]] = (
        OPTIONS,
        Div("employer", "title", css_class="form-row"),
        Div("moved_on", "email", css_class="form-row"),
        "ends",
        "congratulate",
        "open_client",
    )
    as_they_are = frozenset({"ends"})

    def __init__(self, *args: Any, user: User, held: Sequence[Position | OutsidePost], **kwargs: Any) -> None:
        self.held = {each.public_id: each for each in held}
        first = {"moved_on": firm_day().on, "ends": list(self.held)}
        kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        employer, ends = self.fields["employer"], self.fields["ends"]
        assert isinstance(employer, EmployerField)
        assert isinstance(ends, forms.MultipleChoiceField)
        employer.user = user
        employer.widget.attrs["autofocus"] = True
        ends.choices = [(key, _said(each)) for key, each in self.held.items()]
        if not self.held:
            del self.fields["ends"]
            self.rows = tuple(each for each in self.rows if each != "ends")  # type: ignore[misc]  # of this form

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""

    def clean_ends(self) -> list[Position | OutsidePost]:
        return [self.held[key] for key in self.cleaned_data["ends"]]


def _said(held: Position | OutsidePost) -> str:
    where = held.client.name if isinstance(held, Position) else held.employer
    return f"{held.title}, {where}" if held.title else where
