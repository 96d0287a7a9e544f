"""The form of a wall."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.layout import Div, Field, Fieldset
from django import forms

from accounts.fields import ColleagueField, GatedCharField
from accounts.models import User
from accounts.record import Record
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.clients.colleagues_field import ColleaguesField
from relationships.clients.models import Client, Wall
from relationships.clients.wall_actions import (
    EndsBeforeItStarts,
    NobodyCouldEndIt,
    NotTopmost,
    OnBothSides,
    OwnerOutside,
)
from relationships.clients.wall_notice_actions import told_outside

FIRST_YEAR, LAST_YEAR = 1900, 2100
ATTESTED = [(3, "every three months"), (6, "every six months"), (12, "every year"), (0, "never")]
NOTICE = (
    "This work is confidential. Speak and write of it only to those who are inside this wall too, keep its papers apart, "
    "and tell whoever approved the wall at once if you hear of a breach."
)


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
    reference = GatedCharField(
        longest=60, required=False, label="Reference", help_text="Its number in your conflicts register."
    )
    approved_by = ColleagueField(
        required=False, label="Approved by", help_text="Asked to attest it, and told when somebody breaks the glass."
    )
    attest_months = forms.TypedChoiceField(
        choices=ATTESTED,
        initial=6,
        required=False,
        empty_value="6",
        label="Attested",
        help_text="Whoever approved it is asked again.",
    )
    insiders = ColleaguesField(
        label="Who stays inside",
        help_text="Everybody else sees the client nowhere: no list, no search, no total, no touchpoint.",
        error_messages={"required": "Choose who stays inside."},
    )
    notice = GatedCharField(
        longest=2000,
        multiline=True,
        required=False,
        label="What those inside confirm",
        help_text="Each is shown this on their next page, and goes on when they have confirmed it. Empty: nobody is asked.",
    )
    outside = ColleaguesField(
        required=False,
        label="Who is told that they stand outside",
        help_text="Only where your rules ask for it: they learn that there is a wall.",
    )
    outside_notice = GatedCharField(
        longest=2000,
        multiline=True,
        required=False,
        label="What those outside confirm",
        help_text="They read exactly this and nothing else of it. Name the client only if they know of it.",
    )

    rows: ClassVar[tuple[Any, ...]] = (
        Fieldset(
            "The wall",
            "reason",
            Div("reference", "approved_by", css_class="form-row"),
            "covers_group",
            Div("starts_at", "ends_at", "attest_months", css_class="form-row"),
        ),
        Fieldset("Inside", Field("insiders", wrapper_class="choose-many"), "notice"),
        Fieldset("Told that they stand outside", Field("outside", wrapper_class="choose-many"), "outside_notice"),
    )

    def __init__(self, *args: Any, record: Wall | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            self.fields["starts_at"].required = True
            self.fields["starts_at"].help_text = ""
            approver = self.fields["approved_by"]
            assert isinstance(approver, ColleagueField)
            approver.keep(record.approved_by_id)
            if record.around_work:
                self.fields["covers_group"].disabled = True
                self.fields["covers_group"].help_text = "It stands around one piece of work."

    @classmethod
    def values_of(cls, record: Record | None) -> dict[str, Any]:
        """Everything of the wall, and both lists of people."""
        values = super().values_of(record)
        if not isinstance(record, Wall):
            return values
        return {**values, "insiders": list(record.insiders.all()), "outside": told_outside(record)}

    def clean_attest_months(self) -> int:
        return int(self.cleaned_data["attest_months"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outside") and not cleaned.get("outside_notice"):
            self.add_error("outside_notice", "Write what those who stand outside are told.")
        return cleaned

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
        elif isinstance(refused, OnBothSides):
            self.add_error("outside", f"{refused} Take them from one of the two lists.")
        elif isinstance(refused, EndsBeforeItStarts):
            self.add_error("ends_at", "Enter a moment after the wall begins.")


class AddWallForm(EditWallForm):
    """A new wall."""

    client = ClientField(label="Client", help_text="It disappears for everybody who is not inside.")
    rows: ClassVar[tuple[Any, ...]] = (OPTIONS, "client", *EditWallForm.rows)
    field_order = ("client", "reason", "reference", "approved_by", "covers_group", "starts_at", "ends_at", "insiders")

    def __init__(self, *args: Any, user: User, client: Client | None = None, **kwargs: Any) -> None:
        inside = [user, *([client.owner] if client and client.owner else [])]
        initial = {"insiders": inside, "client": client, "notice": NOTICE, "approved_by": user}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["client"]
        assert isinstance(field, ClientField)
        field.user = user


class GlassForm(RecordForm):
    """Through a wall, in an emergency."""

    name = GatedCharField(
        longest=300,
        label="Client or work",
        help_text="Its name as it is written in the product, in full. Nothing is completed here.",
    )
    reason = GatedCharField(
        longest=500, multiline=True, label="Why it can't wait", help_text="Those inside read this at once."
    )
    taken_once = False


class AttestForm(RecordForm):
    """Still needed, and the right people."""

    note = GatedCharField(longest=500, multiline=True, required=False, label="Note", help_text="Kept with the proof.")
