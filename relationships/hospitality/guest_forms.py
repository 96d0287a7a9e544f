"""The form of one line in the guest book. It warns before it keeps what is not for here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.foundation.special_categories import found_in, warning
from relationships.hospitality.client_choice import ClientChoice
from relationships.hospitality.models import GuestFact
from relationships.hospitality.yearly_day import NoSuchDay, YearlyDay, yearly_day


class GuestFactForm(RecordForm):
    """What is remembered, who heard it and when, and who may read it."""

    topic = forms.ChoiceField(label="About", choices=GuestFact.Topic.choices)
    text = GatedCharField(
        longest=500,
        multiline=True,
        label="What to remember",
        error_messages={"required": "Enter what to remember."},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As a host would: the choice, never the reason. Write only what they could read themselves.",
    )
    yearly = GatedCharField(
        longest=40, label="Day", required=False, help_text="For a date that comes every year: 14 May, or 14 May 1971."
    )
    sure = forms.BooleanField(
        label="They could read this themselves. Keep it as it is.", required=False, widget=forms.HiddenInput
    )
    heard_by = ColleagueField(label="Heard by", required=False)
    heard_on = DayField(label="Heard on")
    heard_where = GatedCharField(
        longest=200, label="Where", required=False, help_text="At lunch, from her assistant, on the phone."
    )
    client = ClientChoice(
        nobody="No client in particular",
        label="Heard at",
        help_text="Whoever may not know of this client never reads it.",
    )
    shared = forms.BooleanField(label="Show it on their own card, for them to correct", required=False)

    rows: ClassVar[tuple[Any, ...]] = (
        Div("topic", "yearly", css_class="form-row"),
        "text",
        "sure",
        Div("heard_by", "heard_on", css_class="form-row"),
        Div("heard_where", "client", css_class="form-row"),
        "shared",
    )

    def __init__(self, *args: Any, user: User, clients: Iterable[Client], topic: str = "", **kwargs: Any) -> None:
        offered, record = list(clients), kwargs.get("record")
        if record is None:
            first = offered[0] if offered else None
            given = {"heard_by": user.public_id, "heard_on": firm_day().on, "client": first, "topic": topic or "treat"}
            kwargs["initial"] = {**given, **(kwargs.get("initial") or {})}
        elif record.client is not None and record.client not in offered:
            offered.append(record.client)
        super().__init__(*args, **kwargs)
        where, who = self.fields["client"], self.fields["heard_by"]
        assert isinstance(where, ClientChoice)
        assert isinstance(who, ColleagueField)
        where.offer(offered)
        if record is not None:
            who.keep(record.heard_by_id)

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        values = super().values_of(record)
        if record is not None:
            values["heard_by"] = record.heard_by.public_id if record.heard_by else ""
        return values

    def shown_names(self) -> list[str]:
        return [name for name in super().shown_names() if name != "sure"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_day(cleaned)
        found = found_in(f"{cleaned.get('text', '')} {cleaned.get('heard_where', '')}")
        if found and not cleaned.get("sure"):
            self.add_error("text", warning(found))
        if found:
            self.fields["sure"].widget = forms.CheckboxInput()
        if cleaned.get("shared") and cleaned.get("topic") == GuestFact.Topic.AVOID:
            self.add_error("shared", "What is better not mentioned stays off their card. Untick this.")
        heard_on = cleaned.get("heard_on")
        if heard_on and heard_on > firm_day().on:
            self.add_error("heard_on", "Enter today or a day before.")
        return cleaned

    def _clean_day(self, cleaned: dict[str, Any]) -> None:
        typed, is_date = cleaned.get("yearly", ""), cleaned.get("topic") == GuestFact.Topic.DATE
        if is_date and not typed:
            self.add_error("yearly", "Enter the day, such as 14 May.")
        elif typed and not is_date:
            self.add_error("yearly", "Only dates have a day. Choose “Dates”, or empty this.")
        elif typed:
            try:
                cleaned["yearly"] = yearly_day(typed)
            except NoSuchDay:
                self.add_error("yearly", "Enter a day of the year, such as 14 May or 14 May 1971.")

    def changes(self) -> dict[str, Any]:
        given = super().changes()
        day = given.pop("yearly") or None
        at = day if isinstance(day, YearlyDay) else None
        return {
            **given,
            "month": at.month if at else None,
            "day": at.day if at else None,
            "year": at.year if at else None,
        }
