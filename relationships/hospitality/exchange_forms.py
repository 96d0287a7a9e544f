"""The form of one give or ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.hospitality.balance import ASKS, GIVES
from relationships.hospitality.client_choice import ClientChoice
from relationships.hospitality.models import Exchange


class ExchangeForm(RecordForm):
    """What was given or asked, when, and by whom."""

    kind = forms.ChoiceField(label="What")
    text = GatedCharField(longest=500, label="In a few words")
    occurred_on = DayField(label="On")
    colleague = ColleagueField(label="By whom of us", empty_label=None)
    client = ClientChoice(nobody="No client in particular", label="At")

    rows: ClassVar[tuple[Any, ...]] = (
        Div("kind", "occurred_on", css_class="form-row"),
        "text",
        Div("colleague", "client", css_class="form-row"),
    )

    def __init__(self, *args: Any, user: User, clients: Iterable[Client], asks: bool, **kwargs: Any) -> None:
        offered, record = list(clients), kwargs.get("record")
        if record is None:
            first = offered[0] if offered else None
            kwargs["initial"] = {"colleague": user.public_id, "occurred_on": firm_day().on, "client": first}
        elif record.client is not None and record.client not in offered:
            offered.append(record.client)
        super().__init__(*args, **kwargs)
        what, where, who = self.fields["kind"], self.fields["client"], self.fields["colleague"]
        assert isinstance(what, forms.ChoiceField)
        assert isinstance(where, ClientChoice)
        assert isinstance(who, ColleagueField)
        points = ASKS if asks else GIVES
        labels = dict(Exchange.Kind.choices)
        what.choices = [(kind, f"{labels[kind]} ({_points(n)})") for kind, n in points.items()]
        where.offer(offered)
        if record is not None:
            who.keep(record.colleague_id)

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        values = super().values_of(record)
        return {**values, "colleague": record.colleague.public_id} if record is not None else values

    def clean_occurred_on(self) -> Any:
        day = self.cleaned_data["occurred_on"]
        if day > firm_day().on:
            raise forms.ValidationError("Enter today or a day before.")
        return day


def _points(count: int) -> str:
    return f"{count} point{'' if count == 1 else 's'}"
