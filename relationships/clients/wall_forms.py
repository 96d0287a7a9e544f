"""The form of a wall."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.layout import Div, Field
from django import forms

from accounts.fields import GatedCharField
from accounts.models import User
from accounts.record import Record
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.clients.colleagues_field import ColleaguesField
from relationships.clients.models import Client, Wall
from relationships.clients.wall_actions import EndsBeforeItStarts, NobodyCouldEndIt, NotTopmost, OwnerOutside

FIRST_YEAR, LAST_YEAR = 1900, 2100


class MomentField(forms.DateTimeField):
    """A moment in the reader's own time zone, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"]
        super().__init__(input_formats=formats, widget=widget, required=False, **kwargs)
        self.error_messages["invalid"] = "Enter a day and time such as 2026-11-20 14:30."

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise forms.ValidationError("Enter a day between 1900 and 2100.", code="range")
        return moment

    def prepare_value(self, value: Any) -> Any:
        """To the minute, as the browser's own field writes it: equal moments are equal texts."""
        prepared = super().prepare_value(value)
        return f"{prepared:%Y-%m-%dT%H:%M}" if isinstance(prepared, datetime) else prepared

    def words(self, stored: str) -> str:
        """How a moment reads beside another one."""
        return stored.replace("T", " ")


class EditWallForm(RecordForm):
    """Everything about a wall but its client."""

    covers_group = forms.BooleanField(
        label="Also hides every client of its group",
        required=False,
        help_text="Everybody who ever belonged to it, on any day.",
    )
    reason = GatedCharField(longest=500, multiline=True, label="Reason", help_text="Only those inside can read it.")
    starts_at = MomentField(label="From", help_text="Empty: at once.")
    ends_at = MomentField(label="Until", help_text="Empty: until somebody ends it.")
    insiders = ColleaguesField(
        label="Who stays inside",
        help_text="Everybody else sees the client nowhere: no list, no search, no total, no touchpoint.",
        error_messages={"required": "Choose who stays inside."},
    )

    rows: ClassVar[tuple[Any, ...]] = (
        "reason",
        "covers_group",
        Div("starts_at", "ends_at", css_class="form-row"),
        Field("insiders", wrapper_class="choose-many"),
    )

    def __init__(self, *args: Any, record: Wall | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            self.fields["starts_at"].required = True
            self.fields["starts_at"].help_text = ""

    @classmethod
    def values_of(cls, record: Record | None) -> dict[str, Any]:
        values = super().values_of(record)
        return {**values, "insiders": list(record.insiders.all())} if isinstance(record, Wall) else values

    def explain(self, refused: Exception) -> None:
        """Say what an action refused, beside the field that can remedy it."""
        if isinstance(refused, NobodyCouldEndIt):
            self.add_error("insiders", "Nobody inside could end this wall. Add a partner or an administrator.")
        elif isinstance(refused, OwnerOutside):
            self.add_error("insiders", f"{refused} Add them, or let somebody inside look after the client first.")
        elif isinstance(refused, NotTopmost):
            self.add_error(
                "covers_group", "This client belongs to another one. Choose the topmost client of the group."
            )
        elif isinstance(refused, EndsBeforeItStarts):
            self.add_error("ends_at", "Enter a moment after the wall begins.")


class AddWallForm(EditWallForm):
    """A new wall."""

    client = ClientField(label="Client", help_text="It disappears for everybody who is not inside.")
    rows: ClassVar[tuple[Any, ...]] = (OPTIONS, "client", *EditWallForm.rows)
    field_order = ("client", "reason", "covers_group", "starts_at", "ends_at", "insiders")

    def __init__(self, *args: Any, user: User, client: Client | None = None, **kwargs: Any) -> None:
        initial = {"insiders": [user, *([client.owner] if client and client.owner else [])], "client": client}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["client"]
        assert isinstance(field, ClientField)
        field.user = user
