"""What an act on many records still needs to know."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.fields import ColleagueField
from accounts.record_form import RecordForm
from relationships.clients.models import TeamMember
from relationships.dashboards.models import BulkChange, ListKey

Act = BulkChange.Act


class ActForm(RecordForm):
    """Nothing more than yes."""


class OwnerForm(RecordForm):
    """Who looks after them from now on."""

    colleague = ColleagueField(label="Looked after by", empty_label="Choose a colleague")


class TeamForm(RecordForm):
    """Whom to add, in which role."""

    colleague = ColleagueField(label="Colleague", empty_label="Choose a colleague")
    role = forms.ChoiceField(label="Role", choices=TeamMember.TeamRole.choices, initial=TeamMember.TeamRole.MEMBER)


class KeeperForm(RecordForm):
    """Who keeps in touch with them from now on."""

    colleague = ColleagueField(label="Kept by", empty_label="Choose a colleague")


class LeadForm(RecordForm):
    """Who leads the work from now on."""

    colleague = ColleagueField(label="Led by", empty_label="Choose a colleague")


FORMS: dict[str, type[RecordForm]] = {Act.OWNER: OwnerForm, Act.TEAM: TeamForm}


def form_for(list_key: str, act: str, data: Any = None) -> RecordForm:
    """The questions of `act`."""
    if (list_key, act) == (ListKey.ALUMNI, Act.OWNER):
        return KeeperForm(data)
    if (list_key, act) == (ListKey.ENGAGEMENTS, Act.OWNER):
        return LeadForm(data)
    return FORMS.get(act, ActForm)(data)
