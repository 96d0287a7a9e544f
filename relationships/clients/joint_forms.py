"""The form of a joint account: whose it is, in which parts, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div
from django import forms

from accounts.fields import DayField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.clients.joint_queries import Part
from relationships.clients.models import Client

MOST_MEMBERS, FEWEST_MEMBERS = 6, 2
_HUNDRED = Decimal(100)


def _percent() -> forms.DecimalField:
    return forms.DecimalField(
        label="Percent",
        required=False,
        min_value=Decimal("0.0001"),
        max_value=Decimal("99.9999"),
        max_digits=6,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a number such as 40 or 33.3333.",
            "min_value": "Enter more than 0.",
            "max_value": "Enter less than 100.",
        },
    )


_NUMBERS = range(1, MOST_MEMBERS + 1)


class JointTermForm(RecordForm):
    """Members with their percentages, which add up to 100."""

    member_1, percent_1 = ClientField(label="Client", required=False), _percent()
    member_2, percent_2 = ClientField(label="Client", required=False), _percent()
    member_3, percent_3 = ClientField(label="Client", required=False), _percent()
    member_4, percent_4 = ClientField(label="Client", required=False), _percent()
    member_5, percent_5 = ClientField(label="Client", required=False), _percent()
    member_6, percent_6 = ClientField(label="Client", required=False), _percent()
    starts_on = DayField(label="From", required=False, help_text="Empty: as long as you know.")
    ends_on = DayField(label="Until", required=False, help_text="The first day it is no longer shared this way.")

    rows = (
        OPTIONS,
        *(Div(f"member_{number}", f"percent_{number}", css_class="form-row") for number in _NUMBERS),
        Div("starts_on", "ends_on", css_class="form-row"),
    )

    def __init__(self, *args: Any, user: User, client: Client, parts: Sequence[Part] = (), **kwargs: Any) -> None:
        self.client = client
        super().__init__(*args, initial=shown_of(parts), **kwargs)
        for number in _NUMBERS:
            member = self.fields[f"member_{number}"]
            assert isinstance(member, ClientField)
            member.user = user
            member.label, self.fields[f"percent_{number}"].label = f"{member.label} {number}", f"Percent {number}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "Enter a day after the first one.")
        members = self._members(cleaned)
        if not self.errors and len(members) < FEWEST_MEMBERS:
            self.add_error(f"member_{len(members) + 1}", "Enter at least two clients who share the account.")
        total = sum((percent for _, percent in members), Decimal(0))
        if not self.errors and total != _HUNDRED:
            missing = _HUNDRED - total
            remedy = f"Add {_plain(missing)}" if missing > 0 else f"Take {_plain(-missing)} away"
            self.add_error(f"percent_{len(members)}", f"These add up to {_plain(total)}. {remedy}.")
        return cleaned

    def parts(self) -> list[Part]:
        """The members and their shares, 0-1."""
        return [Part(member, percent / _HUNDRED) for member, percent in self._members(self.cleaned_data)]

    def _members(self, cleaned: dict[str, Any]) -> list[tuple[Client, Decimal]]:
        found: list[tuple[Client, Decimal]] = []
        for number in _NUMBERS:
            member, percent = cleaned.get(f"member_{number}"), cleaned.get(f"percent_{number}")
            if {f"member_{number}", f"percent_{number}"} & self.errors.keys():
                continue
            if member is None or percent is None:
                self._half(number, member, percent)
            elif member.pk == self.client.pk:
                self.add_error(f"member_{number}", "The account can’t be its own member. Choose another client.")
            elif member.pk in {each.pk for each, _ in found}:
                self.add_error(f"member_{number}", f"{member.name} is named above. Give each client one line.")
            else:
                found.append((member, percent))
        return found

    def _half(self, number: int, member: Client | None, percent: Decimal | None) -> None:
        if member is not None:
            self.add_error(f"percent_{number}", "Enter what part of it is theirs, in percent.")
        elif percent is not None:
            self.add_error(f"member_{number}", "Enter whose part this is.")


def shown_of(parts: Sequence[Part]) -> dict[str, Any]:
    """What the fields show for these parts."""
    shown: dict[str, Any] = {}
    for number, part in enumerate(parts, start=1):
        shown |= {f"member_{number}": part.member, f"percent_{number}": part.percent}
    return shown


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
