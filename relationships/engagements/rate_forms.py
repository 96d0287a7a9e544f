"""Forms of exchange rates: one, and many lines at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import DayField, GatedCharField
from accounts.record_form import RecordForm
from relationships.engagements.fields import CurrencyField
from relationships.engagements.models import ExchangeRate
from relationships.engagements.rate_lines import Line, Unreadable, rates_in, worth

MOST_BYTES = 1 << 20
PROBLEMS_SHOWN = 10


class WorthField(GatedCharField):
    """What one unit of a currency is worth."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(longest=40, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return worth(typed)
        except ValueError as problem:
            raise ValidationError(str(problem), code="rate") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class RateForm(RecordForm):
    """One rate. Currency and day stay what they are once it is kept."""

    currency = CurrencyField(label="Currency")
    on = DayField(label="Day")
    rate = WorthField(label="One unit is worth")

    def __init__(self, *args: Any, base: str, record: ExchangeRate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.base = base
        self.fields["rate"].label = f"One unit is worth, in {base}"
        if record is not None:
            for name in ("currency", "on"):
                self.fields[name].disabled = True

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"]
        if currency == self.base:
            raise ValidationError(f"{self.base} is the firm’s own currency and needs no rate.")
        return currency


class RateLinesForm(RecordForm):
    """Many rates, pasted or from a file."""

    lines = GatedCharField(
        longest=MOST_BYTES,
        label="Lines",
        multiline=True,
        required=False,
        help_text="Currency, day, what one unit is worth: USD, 2026-03-02, 0.92. Rates of the same day are replaced.",
    )
    file = forms.FileField(label="Or a CSV file with the same columns", required=False, allow_empty_file=True)

    def __init__(self, *args: Any, base: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base

    def clean_file(self) -> str:
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 1 MB. Bring it in parts.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("The file is no text in UTF-8. Save it as CSV UTF-8.") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        text = cleaned.get("file") or cleaned.get("lines") or ""
        try:
            cleaned["rates"] = rates_in(text, base=self.base)
        except Unreadable as refused:
            shown = refused.problems[:PROBLEMS_SHOWN]
            more = len(refused.problems) - len(shown)
            self.add_error("lines", [*shown, *([f"And {more} more."] if more else [])])
        return cleaned

    def rates(self) -> list[Line]:
        found: list[Line] = self.cleaned_data["rates"]
        return found
