"""The form that takes a list of walls: pasted, or a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from accounts.record_form import RecordForm
from accounts.text import TextError, clean_text
from relationships.foundation.csv_dialect import NotCsv, refuse_other_formats
from relationships.imports.wall_list import COLUMNS, REQUIRED

LONGEST = 1_000_000


class WallListForm(RecordForm):
    """A list, and whether to put its walls up or only to say what would become of it."""

    taken_once: ClassVar[bool] = False
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "num"}),
        label="The list",
        help_text=f"The first line names the columns: {', '.join(REQUIRED)}; also {', '.join(sorted({*COLUMNS} - {*REQUIRED}))}."
        " Several people stand in one cell with semicolons between them, or in a row each.",
    )
    file = forms.FileField(
        required=False, label="Or a CSV file", widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"})
    )

    def clean_file(self) -> str:
        """The file's text."""
        given = self.cleaned_data["file"]
        if not given:
            return ""
        if given.size > LONGEST:
            raise forms.ValidationError("This file is larger than a list of walls can be. Bring it in parts.")
        data: bytes = given.read()
        try:
            refuse_other_formats(data)
        except NotCsv as problem:
            raise forms.ValidationError(str(problem)) from None
        for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError("This file's characters can't be read. Save it as CSV (UTF-8).")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = cleaned.get("file") or cleaned.get("text") or ""
        if not self.errors and not given.strip():
            self.add_error("text", "Paste the list, or choose its file.")
        try:
            cleaned["list"] = clean_text(given, multiline=True)
        except TextError as problem:
            self.add_error("text", str(problem))
        return cleaned
