"""The form of a dispute."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div

from accounts.fields import DayField, GatedCharField
from accounts.record_form import RecordForm
from relationships.foundation.firm_day import firm_day


class DisputeForm(RecordForm):
    """What it is about, from when, and until when."""

    reason = GatedCharField(
        label="What it is about",
        longest=300,
        help_text="Write only what they could read themselves.",
        error_messages={"required": "Say what it is about."},
    )
    opened_on = DayField(label="Open from", error_messages={"required": "Enter the day it began."})
    closed_on = DayField(label="Settled on", required=False, help_text="Empty: still open.")

    rows = ("reason", Div("opened_on", "closed_on", css_class="form-row"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {} if kwargs.get("record") else {"opened_on": firm_day().on})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened_on, closed_on = cleaned.get("opened_on"), cleaned.get("closed_on")
        if opened_on and opened_on > firm_day().on:
            self.add_error("opened_on", "Enter today or an earlier day.")
        if opened_on and closed_on and closed_on < opened_on:
            self.add_error("closed_on", "Enter the day it began, or a later one.")
        return cleaned
