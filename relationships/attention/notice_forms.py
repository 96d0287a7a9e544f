"""The form in which a colleague says how they want to be told."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.record_form import RecordForm
from relationships.attention.models import Notice
from relationships.attention.notice_lines import Choice

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


class NoticeChoiceForm(RecordForm):
    """Which kinds stand on the page, which come by mail, and from when on."""

    taken_once = False

    on_page = forms.MultipleChoiceField(
        label="On the page", choices=Notice.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    by_mail = forms.MultipleChoiceField(
        label="By mail, once a day",
        choices=Notice.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="By default only promises that are due.",
    )
    hour = forms.TypedChoiceField(
        label="From", coerce=int, choices=HOURS, help_text="In your own time zone, as your profile says."
    )

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        kwargs["initial"] = {"on_page": choice.on_page, "by_mail": choice.by_mail, "hour": str(choice.hour)}
        super().__init__(*args, **kwargs)
