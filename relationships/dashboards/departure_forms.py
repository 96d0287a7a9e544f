"""Forms of a colleague's leaving, and of who takes one tie over."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.alumni.models import Alumnus, Consent
from relationships.contacts.forms import clean_email
from relationships.foundation.firm_day import firm_day
from relationships.network.models import Departure, Handover

NO_SUCH_DAY = "Enter a day after they joined, at most a year ahead."


class EditDepartureForm(RecordForm):
    """What is planned of a leaving."""

    last_day = DayField(label="Last day", help_text="They can sign in until it is over.")
    title = GatedCharField(longest=200, label="Last position here", required=False)
    successor = ColleagueField(
        label="Takes over what has no heir",
        required=False,
        help_text="Promises to people, alumni they kept, ties for which nobody was found.",
    )
    private_email = GatedCharField(
        longest=254, label="Private e-mail", required=False, help_text="Theirs, for when the firm's address is gone."
    )
    keeper = ColleagueField(label="Who keeps in touch with them", required=False)
    leaving_terms = forms.ChoiceField(
        label="Leaves as", required=False, choices=[("", "Not recorded"), *Alumnus.LeavingTerms.choices]
    )
    consents = forms.MultipleChoiceField(
        label="They agreed to hear about",
        required=False,
        choices=Consent.Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what they said themselves. It is looked at again after two years.",
    )
    heard_through = GatedCharField(
        longest=200, label="Said where", required=False, help_text="A form, or the talk on leaving."
    )

    rows: ClassVar[tuple[Any, ...]] = (
        Div("last_day", "title", css_class="form-row"),
        "successor",
        Fieldset(
            "Afterwards",
            Div("private_email", "keeper", css_class="form-row"),
            "leaving_terms",
            "consents",
            "heard_through",
        ),
    )

    def __init__(self, *args: Any, leaver: User, record: Departure | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("successor", "keeper"):
            field = self.fields[name]
            assert isinstance(field, ColleagueField)
            field.queryset = field.queryset.filter(left_on__isnull=True).exclude(pk=leaver.pk)  # type: ignore[union-attr]

    def clean_private_email(self) -> str:
        return clean_email(self.cleaned_data["private_email"]) if self.cleaned_data["private_email"] else ""


class DepartureForm(EditDepartureForm):
    """The same for a leaving that is being recorded."""

    plan_goodbyes = forms.BooleanField(
        label="Plan the goodbyes at once",
        required=False,
        initial=True,
        help_text="On both days, after the last day on the heirs’ alone; the largest clients first. Each can be changed.",
    )

    rows: ClassVar[tuple[Any, ...]] = (*EditDepartureForm.rows, "plan_goodbyes")

    def __init__(self, *args: Any, leaver: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"last_day": leaver.left_on or firm_day().on, **(kwargs.get("initial") or {})}
        super().__init__(*args, leaver=leaver, **kwargs)


class HandoverForm(RecordForm):
    """Who takes it over, and when both say goodbye there; after the last day the heir speaks alone."""

    heir = ColleagueField(label="Heir", required=False, empty_label="Nobody yet")
    goodbye_on = DayField(label="Goodbye on", required=False)

    def __init__(self, *args: Any, record: Handover, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        heir = self.fields["heir"]
        assert isinstance(heir, ColleagueField)
        heir.queryset = heir.queryset.filter(left_on__isnull=True)  # type: ignore[union-attr]
        if record.person_id is not None:
            del self.fields["goodbye_on"]
            return
        leaving = record.departure
        said = (
            "Both say it until the last day." if leaving.completed_at is None else "They have left: the heir says it."
        )
        self.fields["goodbye_on"].help_text = f"{said} Empty: none is planned."
