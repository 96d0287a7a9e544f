"""Both versions of a record side by side, for the 409 page (templates/components/conflict.html)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.record import Record
from accounts.record_form import RecordForm


@dataclass(frozen=True)
class Difference:
    """One field: what each side would store, and how it reads."""

    name: str
    label: str
    yours: str
    theirs: str
    yours_text: str
    theirs_text: str

    @property
    def differs(self) -> bool:
        return self.yours != self.theirs


def differences(form: RecordForm, current: Record) -> list[Difference]:
    """Field by field what the form holds and what `current` holds now."""
    return list(_differences(form, current))


def _differences(form: RecordForm, current: Record) -> Iterable[Difference]:
    for name in form.shown_names():
        bound = form[name]
        field = bound.field
        yours = _stored(field, bound.value())
        theirs = _stored(field, getattr(current, name, None))
        label = str(bound.label)
        yield Difference(name, label, yours, theirs, _words(field, yours), _words(field, theirs))


def _stored(field: forms.Field, value: Any) -> str:
    prepared = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return "true" if prepared in (True, "on", "true", "True") else "false"
    return "" if prepared is None else str(prepared)


def _words(field: forms.Field, stored: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "Yes" if stored == "true" else "No"
    if hasattr(field, "words"):
        return str(field.words(stored))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return next((str(label) for value, label in choices if str(value) == stored and stored), stored)
    return stored
