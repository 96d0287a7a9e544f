"""Forms of introductions: what it is about, what came of it, and whom not to ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from accounts.fields import GatedCharField
from accounts.record_form import RecordForm
from relationships.engagements.models import Engagement
from relationships.network.models import Contribution, Introduction


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
    percent = forms.DecimalField(
        label="Credit in percent",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        max_digits=5,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    outcome_note = GatedCharField(longest=300, required=False, label="In a few words")

    rows: ClassVar[tuple[Any, ...]] = ("outcome", "engagement", "percent", "outcome_note")
    as_they_are: ClassVar[frozenset[str]] = frozenset({"engagement"})

    def __init__(self, *args: Any, work: list[Engagement], credited: Contribution | None = None, **kwargs: Any) -> None:
        self.work = {each.public_id: each for each in work}
        if credited is not None and credited.engagement_id:
            kwargs["initial"] = {"percent": f"{((credited.share or 0) * 100):f}".rstrip("0").rstrip(".") or "0"}
        super().__init__(*args, **kwargs)
        field = self.fields["engagement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None named"), *((key, each.name) for key, each in self.work.items())]
        record: Introduction = kwargs["record"]
        if record.through is None:
            del self.fields["percent"]
            self.rows = tuple(each for each in self.rows if each != "percent")  # type: ignore[misc]  # of this form
        else:
            self.fields[
                "percent"
            ].help_text = f"What part of the work's fees {record.through.name} is credited with. Empty: all that nobody else is; 0: none."

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
        if found.get("percent") and not found.get("engagement") and not self.errors:
            self.add_error("percent", "Name the work whose fees are credited.")
        return found

    @property
    def share(self) -> Decimal | None:
        """The credit that was asked for, 0-1; None: what is free."""
        percent = self.cleaned_data.get("percent")
        return None if percent is None else percent / 100

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes().items() if name != "percent"}


class PassOverForm(RecordForm):
    """Why not to ask somebody."""

    reason = GatedCharField(
        longest=300, label="Why", help_text="Kept beside your name, for everybody who looks for a way."
    )
