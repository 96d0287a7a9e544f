"""The form of one record: its version travels along, so that a save in between is noticed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from accounts.once_token import FIELD, new_token
from accounts.record import Record
from accounts.vocabulary import speak

NO_NOUN = frozenset(
    "a about at belongs business by counted due fees from groups heard holds how in kept led looked on our the they"
    " until what who whose why with worth your".split()
)
"""First words of labels that begin a phrase or a question."""


class RecordForm(forms.Form):
    """Fields of one record, laid out by crispy; `record` is None while it is being added."""

    rows: ClassVar[tuple[Any, ...]] = ()
    """What crispy lays out: field names and layout objects."""

    as_they_are: ClassVar[frozenset[str]] = frozenset()
    """Fields whose choices are not spoken in the firm's nouns."""

    taken_once: ClassVar[bool] = True
    """While it adds, the form carries a token, so that a second click adds nothing (`accounts.once`)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, record: Record | None = None, **kwargs: Any) -> None:
        self.record = record
        given = kwargs.pop("initial", None) or {}
        kwargs["initial"] = {**self.values_of(record), **given}
        super().__init__(*args, **kwargs)
        if record is None and self.taken_once:
            self.fields[FIELD] = _token()
        self.speak()

    def speak(self) -> None:
        """Put the firm's nouns into the fields."""
        in_our_words(self.fields, self.as_they_are)

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy lays it out."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        hidden = [name for name in ("version", FIELD) if name in self.fields]
        helper.layout = Layout(*hidden, *(self.rows or self.shown_names()))
        return helper

    def shown_names(self) -> list[str]:
        """The names of the fields a person fills in."""
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    @classmethod
    def values_of(cls, record: Record | None) -> dict[str, Any]:
        """What the fields show for `record`."""
        if record is None:
            return {}
        return {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}

    def clean_version(self) -> int | None:
        version: int | None = self.cleaned_data.get("version")
        if self.record is not None and version is None:
            raise forms.ValidationError("This form is incomplete. Open it again.")
        return version

    def changes(self) -> dict[str, Any]:
        """The cleaned values of the fields a person fills in, by field name."""
        return {name: self.cleaned_data[name] for name in self.shown_names()}


def _asked(label: str, is_choice: bool) -> str:
    """ "Enter the name.", and of a label that is no noun "Fill in “Why”." """
    if label.split(" ")[0].lower() in NO_NOUN:
        return f"Choose something for “{label}”." if is_choice else f"Fill in “{label}”."
    return f"{'Choose' if is_choice else 'Enter'} the {label.lower()}."


def in_our_words(fields: Mapping[str, forms.Field], as_they_are: Collection[str] = ()) -> None:
    """Write labels, help and choices in the firm's nouns, but for the choices of `as_they_are`; what is missing is then
    asked for by name: "Enter the name." says what to do, "This field is required." only what is wrong."""
    for name, field in fields.items():
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            field.choices = _spoken(field, name in as_they_are)
        if field.label:
            field.label = speak(str(field.label))
        if field.help_text:
            field.help_text = speak(str(field.help_text))
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _asked(str(field.label or ""), isinstance(field, forms.ChoiceField))


def _spoken(field: forms.ChoiceField, as_they_are: bool) -> list[Any]:
    choices: Any = field.choices
    return [
        (value, label if as_they_are or isinstance(label, list | tuple) else speak(str(label)))
        for value, label in choices
    ]


def _token() -> forms.Field:
    return forms.Field(widget=forms.HiddenInput, required=False, initial=new_token)
