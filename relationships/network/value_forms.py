"""The form of something that a person brought."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.engagements.models import Engagement
from relationships.foundation.firm_day import firm_day
from relationships.network.models import Contribution

MOST_WORK = 200


class ContributionForm(RecordForm):
    """What it was, for whom, and what part of the work that came of it is credited to them."""

    kind = forms.ChoiceField(label="What", choices=Contribution.Kind.choices)
    happened_on = DayField(label="On")
    text = GatedCharField(longest=300, label="In a few words")
    client = ClientField(label="For which client", required=False)
    work = GatedCharField(
        longest=300,
        required=False,
        label="Work that came of it",
        help_text="The name of an engagement of that client; its fees are credited, also those still to come.",
    )
    percent = forms.DecimalField(
        label="Credit in percent",
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        max_digits=5,
        help_text="Of each fee. All who are credited with one piece of work share at most 100.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    rows: ClassVar[tuple[Any, ...]] = (
        Div("kind", "happened_on", css_class="form-row"),
        "text",
        "client",
        Div("work", "percent", css_class="form-row"),
        OPTIONS,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        if kwargs.get("record") is None:
            kwargs["initial"] = {"happened_on": firm_day().on, "kind": "introduction", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.user = user
        client = self.fields["client"]
        assert isinstance(client, ClientField)
        client.user = user

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        values = super().values_of(record)
        if record is None:
            return values
        percent = None if record.share is None else f"{(record.share * 100).normalize():f}"
        return {**values, "work": record.engagement.name if record.engagement else "", "percent": percent}

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day > firm_day().on:
            raise forms.ValidationError("Enter today or a day before.")
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        client, work, percent = found.get("client"), found.get("work"), found.get("percent")
        found["engagement"] = self._work(client, work) if work and "work" not in self.errors else None
        if percent is not None and not work and "percent" not in self.errors:
            self.add_error("percent", "Name the work whose fees are credited.")
        return found

    def _work(self, client: Any, name: str) -> Engagement | None:
        if client is None:
            self.add_error("client", "Name the client of that work.")
            return None
        rows = Engagement.objects.visible_to(self.user).filter(client=client, archived_at__isnull=True)
        known = rows.filter(name=name).first()
        if known is None:
            names = ", ".join(rows.order_by("-opened_on", "-id").values_list("name", flat=True)[:5])
            self.add_error("work", f"No such work there. There is: {names}." if names else "No work is known there.")
        return known

    def changes(self) -> dict[str, Any]:
        given, percent = self.cleaned_data, self.cleaned_data.get("percent")
        return {
            "kind": given["kind"],
            "happened_on": given["happened_on"],
            "text": given["text"],
            "client": given["client"],
            "engagement": given["engagement"],
            "share": None if percent is None else percent / 100,
        }
