"""Forms of saved views."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.fields import GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.dashboards.list_kinds import MOST_QUERY, kind_called

SHARED_HELP = "Everybody who sees this list can open it. What it shows stays each reader's own; its name and the words it searches for are read by all, so name nothing confidential in them."


class EditViewForm(RecordForm):
    """The name of a view, and with whom it is shared."""

    name = GatedCharField(longest=80, label="Name")
    is_shared = forms.BooleanField(label="Share with the firm", required=False, help_text=SHARED_HELP)


class NewViewForm(RecordForm):
    """A state of a list to be kept under a name."""

    name = GatedCharField(longest=80, label="Name")
    is_shared = forms.BooleanField(label="Share with the firm", required=False, help_text=SHARED_HELP)
    is_default = forms.BooleanField(label="Open this list with it", required=False)
    list = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    query = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    rows = ("name", "is_shared", "is_default", "list", "query")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        given["kind"] = kind_called(given.get("list") or "", self.user)
        if given["kind"] is None:
            self.add_error(None, "This form is incomplete. Open the list and save the view from there.")
        if len(given.get("query") or "") > MOST_QUERY:
            self.add_error(None, "These filters are too many to be kept. Take some away.")
        return given
