"""Forms of the firm's settings and of its first run."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.admin_forms import AddressField
from accounts.currencies import CURRENCIES
from accounts.fields import GatedCharField
from accounts.forms import zones
from accounts.models import SCOPED_ROLES, Firm
from accounts.record_form import RecordForm
from accounts.vocabulary import PRESETS, role_choices
from relationships.scoring.repeat_business import UNLIMITED, Policy

MONTHS = [
    *((1, "January"), (2, "February"), (3, "March"), (4, "April"), (5, "May"), (6, "June")),
    *((7, "July"), (8, "August"), (9, "September"), (10, "October"), (11, "November"), (12, "December")),
]
LOOKBACKS = [
    ("12", "the year before"),
    ("24", "the 2 years before"),
    ("36", "the 3 years before"),
    ("48", "the 4 years before"),
    ("60", "the 5 years before"),
    (UNLIMITED, "any year before"),
]


class SetUpFirmForm(RecordForm):
    """The first question: who are you, and in which money and year do you count?"""

    name = GatedCharField(longest=200, label="Name of the firm")
    base_currency = forms.ChoiceField(label="Currency")
    time_zone = forms.ChoiceField(label="Time zone", help_text="Where the firm's day begins and ends.")
    fiscal_start_month = forms.TypedChoiceField(label="The year begins in", coerce=int, choices=MONTHS)

    rows: ClassVar[tuple[Any, ...]] = (
        "name",
        Div("base_currency", "fiscal_start_month", css_class="form-row"),
        "time_zone",
    )

    def __init__(self, *args: Any, currency_is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen, zone = str(self.initial.get("base_currency", "")), str(self.initial.get("time_zone", ""))
        currency, place = self.fields["base_currency"], self.fields["time_zone"]
        assert isinstance(currency, forms.ChoiceField)
        assert isinstance(place, forms.ChoiceField)
        listed = [(code, f"{code} · {name}") for code, name in CURRENCIES]
        currency.choices = listed if chosen in dict(CURRENCIES) else [(chosen, chosen), *listed]
        currency.disabled = currency_is_fixed
        currency.help_text = (
            f"The ledger holds amounts in {chosen}, so this can't change any more."
            if currency_is_fixed
            else "Every amount is kept in it too. It can't change once the ledger holds an entry."
        )
        known = [(key, label) for key, label in zones() if key]
        place.choices = known if zone in dict(known) else [(zone, zone), *known]


class FirmForm(SetUpFirmForm):
    """Everything the firm says about itself."""

    week_starts_on = forms.TypedChoiceField(
        label="The week begins on",
        coerce=int,
        choices=Firm.WeekStart.choices,
        help_text="The weekly mail goes out on its first morning.",
    )
    fees_seen_by = forms.ChoiceField(
        label="Fees are seen by",
        choices=Firm.FeesSeenBy.choices,
        widget=forms.RadioSelect,
        help_text="Shares and grades stay visible to everybody who sees them now; only amounts are withheld.",
    )

    rows = (
        Fieldset("The firm", "name", "base_currency"),
        Fieldset("Time", "time_zone", Div("fiscal_start_month", "week_starts_on", css_class="form-row")),
        Fieldset("Confidence", "fees_seen_by"),
    )


class SignInForm(RecordForm):
    """Who signs in with more than a password."""

    second_step_roles = forms.MultipleChoiceField(
        label="Roles that sign in with a second step",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever has none yet is led to setting one up at their next click, and gets no further without.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = self.fields["second_step_roles"]
        assert isinstance(roles, forms.MultipleChoiceField)
        roles.choices = role_choices()


class ScopeForm(RecordForm):
    """Which roles see a part of the clients only."""

    office_roles = forms.MultipleChoiceField(
        label="See only the clients of their own office",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    practice_roles = forms.MultipleChoiceField(
        label="See only the clients of their own practice",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A role marked in both lists sees what somebody of the same office and practice looks after.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("office_roles", "practice_roles"):
            roles = self.fields[name]
            assert isinstance(roles, forms.MultipleChoiceField)
            roles.choices = [(role, label) for role, label in role_choices() if role in SCOPED_ROLES]


class WordsForm(RecordForm):
    """Which nouns the pages use."""

    as_they_are = frozenset({"vocabulary"})

    vocabulary = forms.ChoiceField(
        label="Words",
        choices=[(key, label) for key, (label, _) in PRESETS.items()],
        widget=forms.RadioSelect,
    )


class PercentField(forms.DecimalField):
    """A percentage from 1 to 100, with up to two places."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(min_value=Decimal(1), max_value=Decimal(100), max_digits=5, decimal_places=2, **kwargs)
        self.error_messages["invalid"] = "Enter a number such as 85."
        # The validators of the range have taken their words by now.
        for validator in self.validators:
            if isinstance(validator, (MinValueValidator, MaxValueValidator)):
                validator.message = "Enter a percentage from 1 to 100."


class GoalForm(RecordForm):
    """How much of a year's business should come back, and how far back "back" reaches."""

    goal_percent = PercentField(label="Goal, in percent")
    lookback = forms.ChoiceField(label="Business is repeat when there was a fee in", choices=LOOKBACKS)

    def __init__(self, *args: Any, policy: Policy, last_version: int, **kwargs: Any) -> None:
        given = {
            "goal_percent": f"{(policy.goal * 100).normalize():f}",
            "lookback": _lookback(policy),
            "version": last_version,
        }
        super().__init__(*args, initial=given, **kwargs)
        offered = self.fields["lookback"]
        assert isinstance(offered, forms.ChoiceField)
        if given["lookback"] not in dict(LOOKBACKS):
            offered.choices = [*LOOKBACKS, (given["lookback"], f"the {given['lookback']} months before")]

    def policy_changes(self) -> dict[str, Any]:
        """What the policy's next version would hold."""
        lookback = self.cleaned_data["lookback"]
        return {
            "goal": self.cleaned_data["goal_percent"] / 100,
            "lookback_months": None if lookback == UNLIMITED else int(lookback),
        }


def _lookback(policy: Policy) -> str:
    months = policy.lookback_months
    return UNLIMITED if months is None else str(months)


class InvitationForm(RecordForm):
    """Somebody to let in."""

    name = GatedCharField(longest=200, label="Name")
    email = AddressField(
        label="E-mail",
        max_length=254,
        error_messages={"invalid": "Enter an address such as maya@firm.example."},
    )
    role = forms.ChoiceField(label="Role", choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = role_choices()
