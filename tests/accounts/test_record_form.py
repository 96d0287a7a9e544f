"""What a form says of a field that was left empty."""

from __future__ import annotations

import pytest
from django import forms

from accounts.record_form import RecordForm

pytestmark = pytest.mark.django_db


class Letter(RecordForm):
    """Labels that are nouns, and labels that are not."""

    other_name = forms.CharField(label="Other name")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    why = forms.CharField(label="Why")
    they = forms.ChoiceField(label="By way of", choices=[("a", "A")])


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("other_name", "Enter the other name."),
        ("kind", "Choose the kind."),
        ("why", "Fill in “Why”."),
        ("they", "Choose something for “By way of”."),
    ],
)
def test_it_asks_for_what_is_missing_in_words(field: str, said: str) -> None:
    assert Letter({}).errors[field] == [said]
