"""Forms of a client, its groups, other names and team."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.urls import reverse_lazy

from accounts.fields import ColleagueField, DayField, GatedCharField, WebAddressField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.clients.models import Client, TeamMember

LONGEST_INTERVAL_DAYS = 3660
_LOOK_FOR_ALIKE = {
    "hx-get": reverse_lazy("client_look_alikes"),
    "hx-trigger": "input changed delay:300ms",
    "hx-target": "#hints",
    "hx-sync": "this:replace",
}


class ClientForm(RecordForm):
    """A client's own fields."""

    name = GatedCharField(longest=300, label="Name")
    industry = GatedCharField(longest=120, label="Industry", required=False)
    website = WebAddressField(label="Website", required=False)
    tier = forms.ChoiceField(
        label="Tier",
        required=False,
        choices=[("", "Not set"), *Client.Tier.choices],
        help_text="Says how often a word with them is due, unless you set it.",
    )
    expected_interval_days = forms.IntegerField(
        label="Days between touchpoints",
        required=False,
        min_value=1,
        max_value=LONGEST_INTERVAL_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="How often they expect to hear from you.",
        error_messages={"invalid": "Enter a number of days, such as 30."},
    )
    owner = ColleagueField(label="Who looks after them", required=False)

    rows = (
        "name",
        Div("industry", "website", css_class="form-row"),
        Div("tier", "expected_interval_days", css_class="form-row"),
        "owner",
    )

    def __init__(self, *args: Any, record: Client | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, ColleagueField)
        owner.keep(record.owner_id if record else None)
        if record is None:
            self.fields["name"].widget.attrs.update(_LOOK_FOR_ALIKE)


class GroupEdgeForm(RecordForm):
    """Whom a client belongs to, and from when to when."""

    parent = ClientField(
        label="Belongs to",
        help_text="The client that owns it.",
        error_messages={"required": "Enter the client that owns it."},
    )
    starts_on = DayField(label="From", required=False, help_text="Empty: as long as you know.")
    ends_on = DayField(
        label="Until", required=False, help_text="The first day it no longer belongs. Empty: still does."
    )

    rows = (OPTIONS, "parent", Div("starts_on", "ends_on", css_class="form-row"))

    def __init__(self, *args: Any, user: User, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        parent = self.fields["parent"]
        assert isinstance(parent, ClientField)
        parent.user = user

    def clean_parent(self) -> Client:
        parent: Client = self.cleaned_data["parent"]
        if parent.pk == self.client.pk:
            raise forms.ValidationError("A client can't belong to itself. Choose another one.")
        return parent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "Enter a day after the first one.")
        return cleaned


class AliasForm(RecordForm):
    """Another name of a client."""

    name = GatedCharField(longest=300, label="Other name", help_text="Exactly as registers write it.")


class TeamMemberForm(RecordForm):
    """A colleague and what they are to a client."""

    colleague = ColleagueField(label="Colleague", empty_label="Choose a colleague")
    role = forms.ChoiceField(label="Role", choices=TeamMember.TeamRole.choices)

    def __init__(self, *args: Any, record: TeamMember | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        colleague = self.fields["colleague"]
        assert isinstance(colleague, ColleagueField)
        colleague.keep(record.colleague_id if record else None)
