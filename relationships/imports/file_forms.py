"""The forms of a file that somebody brings in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import GatedCharField
from accounts.record_form import RecordForm
from relationships.imports.actions import DEFAULT_SOURCE
from relationships.imports.registry import DESCRIPTIONS

KIND_WORDS = {
    "clients": "Clients",
    "people": "People and their positions",
    "colleagues": "Colleagues",
    "alumni": "Alumni",
    "engagements": "Engagements",
    "ledger": "Invoices (ledger)",
    "interactions": "Touchpoints",
}
MOST_PASTED = 2_000_000


class NewImportForm(RecordForm):
    """A file, or what was pasted; what is in it, and where it comes from."""

    rows = ("kind", "file", "pasted", "source")
    kind = forms.ChoiceField(
        label="What is in it",
        required=False,
        choices=[("", "Find out from the column names"), *((kind, KIND_WORDS[kind]) for kind in DESCRIPTIONS)],
    )
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.vcf,.vcard"}),
        help_text="CSV, TSV, an Excel workbook (its first sheet) or address cards (vCard); up to 250 MB.",
    )
    pasted = forms.CharField(
        label="Or paste rows",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="With the column names in the first line, as a spreadsheet copies them.",
    )
    source = GatedCharField(
        label="Where it comes from",
        longest=60,
        initial=DEFAULT_SOURCE,
        help_text="The system's name. Ids in the file are unique within it: give the same name each time.",
    )

    def clean_pasted(self) -> str:
        text: str = self.cleaned_data["pasted"]
        if len(text) > MOST_PASTED:
            raise ValidationError("This is more than two million characters. Save it as a file, and choose that.")
        return text if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not given.get("pasted") and not {"file", "pasted"} & set(self.errors):
            self.add_error("file", "Choose a file, or paste rows below.")
        return given
