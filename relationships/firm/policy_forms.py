"""The form of the rule for repeat business."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import DayField, GatedCharField
from accounts.record_form import RecordForm
from accounts.vocabulary import speak
from relationships.firm.forms import LOOKBACKS, MONTHS, PercentField
from relationships.foundation.firm_day import firm_day
from relationships.scoring.repeat_business import UNLIMITED, Policy

OTHER = "other"
MOST_MONTHS = 600
LATEST_YEARS = 2


def _radio(label: str, choices: list[tuple[str, str]], help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, help_text=help_text)


class PolicyForm(RecordForm):
    """Every choice of the rule, from when it holds, and why."""

    name = GatedCharField(longest=120, label="Name of the rule")
    goal_percent = PercentField(label="Goal, in percent")
    lookback = forms.ChoiceField(
        label="Business is repeat when there was a fee in", choices=[*LOOKBACKS, (OTHER, "another number of months")]
    )
    lookback_months = forms.IntegerField(
        label="Months (for another number)",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a whole number of months, such as 30.",
            "min_value": f"Enter a number of months from 1 to {MOST_MONTHS}.",
            "max_value": f"Enter a number of months from 1 to {MOST_MONTHS}.",
        },
    )
    mode = _radio(
        "Counted back from",
        [
            ("calendar", "the day before the period begins: a client is existing for a whole period, or not"),
            ("rolling", "the day before each booking: entry by entry, for comparison"),
        ],
    )
    level = _radio(
        "A client is",
        [("group", "the whole group under its topmost parent"), ("entity", "each legal entity by itself")],
    )
    ownership = _radio(
        "Groups are read",
        [
            ("reported", "as they were on the day of each entry"),
            ("today", "as they are owned today, for all of the past too"),
        ],
    )
    one_offs = _radio(
        "One-off work",
        [("included", "counts like any other"), ("apart", "stands apart: it leaves both sums")],
    )
    first_engagement = _radio(
        "The tail of a client’s first engagement",
        [
            ("included", "counts as repeat once its year is over"),
            ("apart", "stands apart: only other work is repeat"),
        ],
    )
    credits = forms.ChoiceField(
        label="Credits count",
        required=False,
        choices=[
            ("booked", "on the day they are booked"),
            ("document", "on the day of the invoice whose number they carry, where there is one"),
        ],
        widget=forms.RadioSelect,
    )
    fiscal_start_month = forms.TypedChoiceField(label="The year begins in", coerce=int, choices=MONTHS)
    valid_from = DayField(label="In force from", help_text="Today or later. Days that are over keep their rule.")
    reason = GatedCharField(
        longest=500,
        label="Why",
        multiline=True,
        help_text="Kept with the version, beside your name.",
        error_messages={"required": "Say why: whoever reads the version later will ask."},
    )

    rows = (
        Fieldset("The rule", Div("name", "goal_percent", css_class="form-row"), "fiscal_start_month"),
        Fieldset("Who counts as existing", Div("lookback", "lookback_months", css_class="form-row"), "mode", "level"),
        Fieldset("What counts", "ownership", "one_offs", "first_engagement", "credits"),
        Fieldset("This version", "valid_from", "reason"),
    )

    def __init__(self, *args: Any, policy: Policy, last_version: int, **kwargs: Any) -> None:
        self.now = policy
        given = {**shown_of(policy), "version": last_version, "valid_from": firm_day().on}
        super().__init__(*args, initial=given, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                choices: Any = field.choices
                field.choices = [(value, speak(str(label))) for value, label in choices]

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        today = firm_day().on
        if day < today:
            raise ValidationError("Choose today or a later day: figures of days that are over have been read already.")
        if day.year > today.year + LATEST_YEARS:
            raise ValidationError(f"Choose a day up to {today.year + LATEST_YEARS}.")
        return day

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        untold = given.get("lookback") == OTHER and given.get("lookback_months") is None
        if untold and "lookback_months" not in self.errors:
            self.add_error("lookback_months", "Enter how many months.")
        moved = given.get("fiscal_start_month") not in (None, self.now.fy_start_month)
        if moved and given.get("valid_from", firm_day().on) > firm_day().on:
            self.add_error("valid_from", "Another beginning of the year holds from today on: every page is cut by it.")
        return given

    def policy_changes(self) -> dict[str, Any]:
        """The columns of the policy's next version."""
        given = self.cleaned_data
        chosen = ("name", "mode", "level", "ownership", "one_offs", "first_engagement", "fiscal_start_month")
        months = {UNLIMITED: None, OTHER: given["lookback_months"]}
        lookback = months[given["lookback"]] if given["lookback"] in months else int(given["lookback"])
        return {name: given[name] for name in chosen} | {
            "goal": given["goal_percent"] / 100,
            "credits": given["credits"] or self.now.credits,
            "lookback_months": lookback,
        }


def shown_of(policy: Policy) -> dict[str, Any]:
    """What the fields show for a policy."""
    months = policy.lookback_months
    lookback = UNLIMITED if months is None else str(months)
    listed = lookback in dict(LOOKBACKS)
    return {
        "name": policy.name,
        "goal_percent": f"{(policy.goal * 100).normalize():f}",
        "lookback": lookback if listed else OTHER,
        "lookback_months": None if listed else months,
        "mode": policy.mode,
        "level": policy.level,
        "ownership": policy.ownership,
        "one_offs": policy.one_offs,
        "first_engagement": policy.first_engagement,
        "credits": policy.credits,
        "fiscal_start_month": policy.fy_start_month,
    }
