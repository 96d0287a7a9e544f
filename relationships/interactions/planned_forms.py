"""The form that puts a touch on a colleague's day."""

from __future__ import annotations

from typing import Any

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.foundation.firm_day import firm_day


class PlanTouchForm(RecordForm):
    """On whose day, which day, and why."""

    colleague = ColleagueField(label="Colleague", empty_label="Choose a colleague")
    due_on = DayField(label="Day")
    reason = GatedCharField(longest=300, label="Reason", help_text="What the word is about. Your colleague reads it.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"colleague": user.public_id, "due_on": firm_day().on} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
