"""Forms of events: the event itself, who came, who follows up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.alumni.models import Event
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.foundation.firm_day import firm_day

LONGEST = timedelta(days=14)
_CLOCK = {"type": "time"}


class EventForm(RecordForm):
    """What, when (in the firm's time), where, for how many."""

    name = GatedCharField(longest=200, label="What")
    on = DayField(label="Day", error_messages={"required": "Enter the day on which it begins."})
    begins = forms.TimeField(label="From", widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"))
    until = DayField(label="Until the day", required=False, help_text="Empty: the same day.")
    ends = forms.TimeField(label="To", widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"))
    place = GatedCharField(longest=300, label="Where", required=False)
    about = GatedCharField(longest=4000, multiline=True, label="What guests read", required=False)
    capacity = forms.IntegerField(
        label="Places for guests", required=False, min_value=1, max_value=100_000, help_text="Empty: no limit."
    )
    answer_by = DayField(label="Answers by", required=False)
    host = ColleagueField(label="Who is the host", empty_label="Choose", required=True)
    client = ClientField(
        label="For one client", required=False, help_text="Whoever may not know of this client learns nothing of it."
    )

    rows: ClassVar[tuple[Any, ...]] = (
        OPTIONS,
        "name",
        Div("on", "begins", "ends", "until", css_class="form-row"),
        "place",
        "about",
        Div("capacity", "answer_by", css_class="form-row"),
        Div("host", "client", css_class="form-row"),
    )

    def __init__(self, *args: Any, user: User, record: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        client, host = self.fields["client"], self.fields["host"]
        assert isinstance(client, ClientField)
        assert isinstance(host, ColleagueField)
        client.user = user
        host.keep(record.host_id if record else user.pk)

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        if record is None:
            return {}
        zone = ZoneInfo(firm_day().zone)
        begins, ends = record.starts_at.astimezone(zone), record.ends_at.astimezone(zone)
        more = {"on": begins.date(), "begins": begins.time(), "ends": ends.time()}
        more["until"] = ends.date() if ends.date() != begins.date() else None
        return {**super().values_of(record), **more}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"on", "begins", "ends"} <= cleaned.keys():
            starts, ends = _moment(cleaned["on"], cleaned["begins"]), self._end(cleaned)
            if ends <= starts:
                self.add_error("ends", "Enter a time after the beginning; add the last day when it ends on another.")
            elif ends - starts > LONGEST:
                self.add_error("until", "An event lasts two weeks at most.")
            cleaned["starts_at"], cleaned["ends_at"] = starts, ends
            if cleaned.get("answer_by") and cleaned["answer_by"] > cleaned["on"]:
                self.add_error("answer_by", "Enter a day before the event.")
        return cleaned

    def _end(self, cleaned: dict[str, Any]) -> datetime:
        return _moment(cleaned.get("until") or cleaned["on"], cleaned["ends"])

    def changes(self) -> dict[str, Any]:
        names = ("name", "starts_at", "ends_at", "place", "about", "capacity", "answer_by", "host", "client")
        return {name: self.cleaned_data[name] for name in names}


class FollowUpForm(RecordForm):
    """Who follows up on the ticked guests, until when."""

    what = GatedCharField(longest=300, label="What")
    due_on = DayField(label="Until")
    colleague = ColleagueField(label="Who", empty_label="Choose", required=True)

    rows: ClassVar[tuple[Any, ...]] = ("what", Div("due_on", "colleague", css_class="form-row"))

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < firm_day().on:
            raise forms.ValidationError("Enter today or a later day.")
        return due_on


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=ZoneInfo(firm_day().zone))
