"""The form of one ledger entry."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import Office, Practice, User
from accounts.record_form import RecordForm
from relationships.clients.models import Client
from relationships.engagements.ecb_rates import last_published
from relationships.engagements.fields import OPTIONS, AmountField, CurrencyField, EngagementField, PlaceField
from relationships.engagements.models import LedgerEntry
from relationships.engagements.rates import NoRate, TooMuch
from relationships.engagements.signs import sign_problem


class LedgerEntryForm(RecordForm):
    """One amount of one invoice. Its client is given; it can't be moved to another one."""

    document = GatedCharField(longest=120, label="Document number", required=False)
    booked_on = DayField(label="Booked on", error_messages={"required": "Enter the day it was booked."})
    kind = forms.ChoiceField(label="Kind", choices=LedgerEntry.Kind.choices)
    amount = AmountField(label="Amount", help_text="Credits and write-offs with a minus.")
    currency = CurrencyField(label="Currency")
    base_amount = AmountField(required=False)
    engagement = EngagementField(label="Work", required=False, help_text="Empty: for no work in particular.")
    practice = PlaceField(Practice, label="Practice", required=False)
    office = PlaceField(Office, label="Office", required=False)
    partner = ColleagueField(label="Partner", required=False)
    one_off = forms.BooleanField(label="One-off", required=False)

    rows = (
        OPTIONS,
        Div("document", "booked_on", css_class="form-row"),
        Div("kind", "amount", css_class="form-row"),
        Div("currency", "base_amount", css_class="form-row"),
        "engagement",
        Div("practice", "office", css_class="form-row"),
        "partner",
        "one_off",
    )

    def __init__(
        self, *args: Any, user: User, client: Client, base: str, record: LedgerEntry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.base = base
        self.fields["base_amount"].label = f"Amount in {base}"
        self.fields["base_amount"].help_text = "Empty: at the European Central Bank's rate of that day."
        if record is not None and record.currency == base:
            self.initial["base_amount"] = None
        engagement = self.fields["engagement"]
        assert isinstance(engagement, EngagementField)
        engagement.ask(user, client)
        for name in ("practice", "office", "partner"):
            field = self.fields[name]
            assert isinstance(field, PlaceField | ColleagueField)
            kept = getattr(record, f"{name}_id") if record else getattr(self.initial.get(name), "pk", None)
            field.keep(kept)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        for name in ("amount", "base_amount"):
            if kind and cleaned.get(name) is not None and (problem := sign_problem(kind, cleaned[name])):
                self.add_error(name, problem)
        if cleaned.get("base_amount") is not None and cleaned.get("currency") == self.base:
            if cleaned["base_amount"] != cleaned.get("amount", cleaned["base_amount"]):
                self.add_error("base_amount", f"The amount is in {self.base} already. Leave this empty.")
            cleaned["base_amount"] = None
        return cleaned

    def explain(self, refused: Exception) -> None:
        """Say what an action refused, beside the field that can remedy it."""
        if isinstance(refused, NoRate):
            known = f"Rates here end on {last_published()}"
            self.add_error(
                "base_amount",
                f"No rate from {self.cleaned_data['currency']} to {self.base} is known for that day. {known}. "
                f"Enter the amount in {self.base}.",
            )
        elif isinstance(refused, TooMuch):
            self.add_error("amount", f"In {self.base} this amount has more than 13 digits before the point.")
