"""The form of what ties and health go by."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms

from accounts.fields import GatedCharField
from accounts.record_form import RecordForm
from accounts.vocabulary import speak
from relationships.scoring.health_settings import GROUPS, SETTINGS, Setting, UnfitSettings, overrides_of


class HealthSettingsForm(RecordForm):
    """Every number, in groups, and why it changes."""

    reason = GatedCharField(longest=500, label="Why", help_text="Kept with the new version, beside your name.")

    def __init__(self, *args: Any, values: dict[str, float], version: int, **kwargs: Any) -> None:
        self.overrides: dict[str, Any] = {}
        shown = {name: f"{number:.6f}".rstrip("0").rstrip(".") for name, number in values.items()}
        super().__init__(*args, initial={**shown, "version": version or None}, **kwargs)
        for each in SETTINGS:
            self.fields[each.name] = _field(each)
        self.order_fields([*(each.name for each in SETTINGS), "reason"])
        self.helper.layout.fields = ["version", *_layout(), "reason"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if all(given.get(each.name) is not None for each in SETTINGS):
            try:
                self.overrides = overrides_of({each.name: float(given[each.name]) for each in SETTINGS})
            except UnfitSettings as unfit:
                self.add_error(unfit.name, str(unfit))
        return given


def _field(each: Setting) -> forms.Field:
    kind = "a whole number" if each.whole else "a number"
    message = f"Enter {kind} from {each.low:g} to {each.high:g}."
    errors = dict.fromkeys(
        ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), message
    )
    errors["max_whole_digits"] = message
    widget = forms.TextInput(attrs={"inputmode": "numeric" if each.whole else "decimal", "autocomplete": "off"})
    given: dict[str, Any] = {"label": speak(each.label), "error_messages": errors, "widget": widget}
    if each.whole:
        return forms.IntegerField(min_value=int(each.low), max_value=int(each.high), **given)
    return forms.DecimalField(min_value=each.low, max_value=each.high, max_digits=9, decimal_places=4, **given)


def _layout() -> list[Any]:
    """Two in a row, group by group."""
    return [
        Fieldset(
            title,
            *(
                Div(*(each.name for each in group[place : place + 2]), css_class="form-row")
                for place in range(0, len(group), 2)
            ),
        )
        for title, group in GROUPS.items()
    ]
