"""Forms of introductions: what it is about, what came of it, and whom not to ask."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from accounts.fields import GatedCharField
from accounts.record_form import RecordForm
from relationships.engagements.models import Engagement
from relationships.network.models import Introduction


class IntroductionForm(RecordForm):
    """What we would like to talk about, and the note."""

    why = GatedCharField(longest=300, required=False, label="What it is about")
    note = GatedCharField(
        longest=4000, multiline=True, required=False, label="The note", help_text="Goes out by your own mail."
    )

    rows: ClassVar[tuple[Any, ...]] = ("why", "note")


class OutcomeForm(RecordForm):
    """What came of an introduction; work of the client may be named."""

    outcome = forms.ChoiceField(
        label="What came of it", required=False, choices=[("", "Not known yet"), *Introduction.Outcome.choices]
    )
    engagement = forms.ChoiceField(label="Which work", required=False)
    outcome_note = GatedCharField(longest=300, required=False, label="In a few words")

    rows: ClassVar[tuple[Any, ...]] = ("outcome", "engagement", "outcome_note")
    as_they_are: ClassVar[frozenset[str]] = frozenset({"engagement"})

    def __init__(self, *args: Any, work: list[Engagement], **kwargs: Any) -> None:
        self.work = {each.public_id: each for each in work}
        super().__init__(*args, **kwargs)
        field = self.fields["engagement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None named"), *((key, each.name) for key, each in self.work.items())]

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        values = super().values_of(record)
        return {**values, "engagement": record.engagement.public_id if record and record.engagement else ""}

    def clean_engagement(self) -> Engagement | None:
        return self.work.get(self.cleaned_data["engagement"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("engagement") and found.get("outcome") != Introduction.Outcome.WORK:
            self.add_error("engagement", "Work is named where work came of it.")
        return found


class PassOverForm(RecordForm):
    """Why not to ask somebody."""

    reason = GatedCharField(
        longest=300, label="Why", help_text="Kept beside your name, for everybody who looks for a way."
    )
