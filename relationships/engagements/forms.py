"""The form of work for a client."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import Office, Practice, User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.clients.models import Client
from relationships.clients.permissions import may_edit, why_not
from relationships.engagements.actions import ClosesBeforeItOpens, NameTaken
from relationships.engagements.fields import PlaceField
from relationships.engagements.models import Engagement


class EngagementForm(RecordForm):
    """A matter, project, study or mandate."""

    name = GatedCharField(longest=300, label="Name")
    practice = PlaceField(Practice, label="Practice", required=False)
    office = PlaceField(Office, label="Office", required=False)
    partner = ColleagueField(label="Led by", required=False)
    originating = ColleagueField(label="Brought in by", required=False, help_text="Who won the work.")
    opened_on = DayField(label="Opened on", required=False)
    closed_on = DayField(label="Closed on", required=False, help_text="Empty: still open.")
    origin = forms.ChoiceField(
        label="How it came", required=False, choices=[("", "Not known"), *Engagement.Origin.choices]
    )
    one_off = forms.BooleanField(
        label="One-off",
        required=False,
        help_text="Work that nobody expects to come back. The repeat-business rule may leave it apart.",
    )

    rows: ClassVar[tuple[Any, ...]] = (
        "name",
        Div("practice", "office", css_class="form-row"),
        Div("partner", "originating", css_class="form-row"),
        Div("opened_on", "closed_on", css_class="form-row"),
        "origin",
        "one_off",
    )

    def __init__(self, *args: Any, record: Engagement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("practice", "office", "partner", "originating"):
            field = self.fields[name]
            assert isinstance(field, PlaceField | ColleagueField)
            field.keep(getattr(record, f"{name}_id") if record else None)

    def explain(self, refused: Exception) -> None:
        """Say what an action refused, beside the field that can remedy it."""
        if isinstance(refused, NameTaken):
            self.add_error("name", "This client has work of this name already, perhaps archived. Enter another name.")
        elif isinstance(refused, ClosesBeforeItOpens):
            self.add_error("closed_on", "Enter a day that is not before the work was opened.")


class NewEngagementForm(EngagementForm):
    """New work whose client is chosen in the form; `user` may change that client."""

    client = ClientField(label="Client")

    rows: ClassVar[tuple[Any, ...]] = (OPTIONS, "client", *EngagementForm.rows)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["client"]
        assert isinstance(field, ClientField)
        field.user = user

    def clean_client(self) -> Client:
        client: Client = self.cleaned_data["client"]
        if not may_edit(self.user, client):
            raise ValidationError(why_not(client), code="not yours")
        return client
