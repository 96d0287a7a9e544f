"""Erasing somebody is confirmed by typing their name."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.text import TextError, clean_text


class EraseForm(forms.Form):
    """`name`: exactly as the page shows it; the case of letters and spaces at the ends do not matter."""

    name = forms.CharField(max_length=300, label="Type their name")
    empties_texts = forms.BooleanField(required=False, label="Empty the whole texts of touchpoints with them")

    def __init__(self, *args: Any, wanted: str, **kwargs: Any) -> None:
        self.wanted = wanted
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        try:
            typed = clean_text(self.cleaned_data["name"], max_length=300)
        except TextError as problem:
            raise forms.ValidationError(str(problem)) from problem
        if " ".join(typed.split()).casefold() != " ".join(self.wanted.split()).casefold():
            raise forms.ValidationError("That is not the name on this page. Nothing was erased.")
        return typed
