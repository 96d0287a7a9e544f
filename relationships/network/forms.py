"""Forms of declared ties and of people who are taken out of the graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.record_form import RecordForm
from accounts.vocabulary import speak
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day

USUAL = timedelta(days=182)
NO_CLIENT = "none"


class EditDeclaredTieForm(RecordForm):
    """How strong a tie is, why, and until when."""

    strength = forms.IntegerField(
        min_value=0,
        max_value=100,
        label="Strength, 0 to 100",
        help_text="40 and more is a living tie; 80 and more is as good as it gets.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a whole number from 0 to 100.",
            "min_value": "Enter a whole number from 0 to 100.",
            "max_value": "Enter a whole number from 0 to 100.",
        },
    )
    reason = GatedCharField(
        longest=500,
        label="Why",
        help_text="Kept beside your name, for everybody who sees this tie. For instance: they studied together.",
    )
    holds_until = DayField(
        label="Holds until", help_text="A year at most; after that day touchpoints speak again, unless you say it anew."
    )

    rows: ClassVar[tuple[Any, ...]] = (Div("strength", "holds_until", css_class="form-row"), "reason")


class DeclareTieForm(EditDeclaredTieForm):
    """The same for a tie that nobody has declared yet: whose it is, and where."""

    colleague = ColleagueField(label="Whose tie", empty_label=None)
    client = forms.ChoiceField(label="At")

    rows: ClassVar[tuple[Any, ...]] = (
        Div("colleague", "client", css_class="form-row"),
        Div("strength", "holds_until", css_class="form-row"),
        "reason",
    )

    def __init__(self, *args: Any, clients: Iterable[Client], **kwargs: Any) -> None:
        self.clients = {client.public_id: client for client in clients}
        kwargs["initial"] = {"holds_until": firm_day().on + USUAL, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        where = self.fields["client"]
        assert isinstance(where, forms.ChoiceField)
        where.choices = [*((key, client.name) for key, client in self.clients.items()), (NO_CLIENT, speak("No client"))]
        where.error_messages["invalid_choice"] = "Choose where from the list."

    def clean_client(self) -> Client | None:
        return self.clients.get(self.cleaned_data["client"])


class TakeOutForm(RecordForm):
    """Why a person is in no graph."""

    reason = GatedCharField(
        longest=500, label="Why", help_text="For instance: she asked for it. Kept beside your name."
    )
