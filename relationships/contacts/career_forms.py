"""Forms of what a person is called besides, and where they work outside our clients."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django import forms

from accounts.fields import DayField, GatedCharField
from accounts.record_form import RecordForm
from relationships.contacts.models import OutsidePost


class PersonAliasForm(RecordForm):
    """Another name of a person."""

    name = GatedCharField(
        longest=300, label="Other name", help_text="Before a marriage, in another script, as friends say."
    )


class OutsidePostForm(RecordForm):
    """A job at an organisation that is no client."""

    employer = GatedCharField(
        longest=300, label="Employer", help_text="No client of ours. For a client, add a position."
    )
    title = GatedCharField(longest=200, label="Position", required=False)
    sector = forms.ChoiceField(label="Kind", required=False, choices=[("", "Not known"), *OutsidePost.Sector.choices])
    started_on = DayField(label="From", required=False)
    ended_on = DayField(label="Until", required=False, help_text="Empty: still there.")

    rows = (
        Div("employer", "title", css_class="form-row"),
        "sector",
        Div("started_on", "ended_on", css_class="form-row"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        started_on, ended_on = cleaned.get("started_on"), cleaned.get("ended_on")
        if started_on and ended_on and ended_on < started_on:
            self.add_error("ended_on", "Enter a day that is not before the first one.")
        return cleaned
