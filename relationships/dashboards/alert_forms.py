"""The form that snoozes an alert."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.fields import DayField, GatedCharField
from relationships.foundation.firm_day import firm_day
from relationships.scoring.alert_actions import SnoozeError

USUAL = timedelta(days=28)


class SnoozeForm(forms.Form):
    """Why, and until when; four weeks are offered."""

    reason = GatedCharField(
        label="Why it need not be shown",
        longest=300,
        help_text="Everybody who may see them reads this.",
        error_messages={"required": "Say why, so that whoever looks next knows."},
    )
    until = DayField(label="Until", required=False, help_text="Empty: until somebody lifts it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = firm_day().on + USUAL
        self.helper = FormHelper()
        self.helper.form_tag = False

    def explain(self, refused: SnoozeError) -> None:
        """Say beside the field why it was refused."""
        self.add_error(refused.field, str(refused))
