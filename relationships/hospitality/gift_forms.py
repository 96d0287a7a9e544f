"""The form of one entry in the register of gifts and hospitality."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.hospitality.client_choice import ClientChoice
from relationships.hospitality.models import Gift


class GiftForm(RecordForm):
    """What changed hands, when, what it is worth, and with whom of us."""

    direction = forms.ChoiceField(label="Direction", choices=Gift.Direction.choices)
    kind = forms.ChoiceField(label="Kind", choices=Gift.Kind.choices)
    what = GatedCharField(longest=300, label="What it was", help_text="Two tickets to the opera; lunch for four.")
    value = forms.DecimalField(
        label="Worth",
        min_value=Decimal(0),
        max_value=Decimal("99999999.99"),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "Enter an amount such as 85.50.", "min_value": "Enter an amount of 0 or more."},
    )
    occurred_on = DayField(label="On")
    colleague = ColleagueField(label="With whom of us", empty_label=None)
    client = ClientChoice(nobody="No client in particular", label="At")

    as_they_are: ClassVar[frozenset[str]] = frozenset({"kind"})
    rows: ClassVar[tuple[Any, ...]] = (
        Div("direction", "kind", css_class="form-row"),
        "what",
        Div("value", "occurred_on", css_class="form-row"),
        Div("colleague", "client", css_class="form-row"),
    )

    def __init__(self, *args: Any, user: User, clients: Iterable[Client], currency: str, **kwargs: Any) -> None:
        offered, record = list(clients), kwargs.get("record")
        if record is None:
            first = offered[0] if offered else None
            kwargs["initial"] = {"colleague": user.public_id, "occurred_on": firm_day().on, "client": first}
        elif record.client is not None and record.client not in offered:
            offered.append(record.client)
        super().__init__(*args, **kwargs)
        where, who = self.fields["client"], self.fields["colleague"]
        assert isinstance(where, ClientChoice)
        assert isinstance(who, ColleagueField)
        where.offer(offered)
        self.fields["value"].label = f"Worth, a person, in {currency}"
        if record is not None:
            who.keep(record.colleague_id)

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        values = super().values_of(record)
        return {**values, "colleague": record.colleague.public_id} if record is not None else values

    def clean_occurred_on(self) -> Any:
        day = self.cleaned_data["occurred_on"]
        if day > firm_day().on:
            raise forms.ValidationError("Enter today or a day before.")
        return day
