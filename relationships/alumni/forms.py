"""Forms of an alumnus and of what they agree to."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import Office, Practice, User
from accounts.record_form import RecordForm
from relationships.alumni.models import Alumnus, Consent
from relationships.clients.client_field import OPTIONS
from relationships.contacts.employer_field import EmployerField
from relationships.contacts.forms import clean_email, look_for_alike


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """An office or a practice, posted as a public id."""

    def __init__(self, model: type[Office] | type[Practice], **kwargs: Any) -> None:
        rows: Any = model.objects.filter(archived_at__isnull=True).order_by("name")
        super().__init__(queryset=rows, to_field_name="public_id", required=False, empty_label="Not known", **kwargs)
        self.error_messages["invalid_choice"] = "Choose one from the list."


class FormerColleagueField(ColleagueField):
    """The account that somebody had here; an open one says that they have rejoined."""

    def keep(self, colleague_id: int | None) -> None:
        """Offer every account: of those who left, and of those who came back."""
        self.queryset = _by_name(User.objects.all())


class EditAlumnusForm(RecordForm):
    """What somebody was here, and who keeps in touch."""

    joined_on = DayField(label="Joined", required=False)
    left_on = DayField(label="Left", required=False)
    title = GatedCharField(longest=200, label="Last position here", required=False)
    office = PlaceField(Office, label="Office")
    practice = PlaceField(Practice, label="Practice")
    colleague = FormerColleagueField(
        label="Their account here",
        required=False,
        empty_label="None, or not known",
        help_text="An open account says that they have rejoined us.",
    )
    keeper = ColleagueField(label="Who keeps in touch", required=False)
    leaving_terms = forms.ChoiceField(
        label="Left as", required=False, choices=[("", "Not recorded"), *Alumnus.LeavingTerms.choices]
    )
    do_not_contact = forms.BooleanField(label="Do not contact", required=False)

    rows: ClassVar[tuple[Any, ...]] = (
        Div("joined_on", "left_on", css_class="form-row"),
        "title",
        Div("office", "practice", css_class="form-row"),
        "colleague",
        Div("keeper", "leaving_terms", css_class="form-row"),
        "do_not_contact",
    )

    def __init__(self, *args: Any, record: Alumnus | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("keeper", "colleague"):
            field = self.fields[name]
            assert isinstance(field, ColleagueField)
            field.keep(getattr(record, f"{name}_id") if record else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        joined_on, left_on = cleaned.get("joined_on"), cleaned.get("left_on")
        if joined_on and left_on and left_on < joined_on:
            self.add_error("left_on", "Enter a day that is not before the first one.")
        return cleaned


class AlumnusForm(EditAlumnusForm):
    """A former colleague who is new here; name and address only where the person is not known yet."""

    name = GatedCharField(longest=300, label="Name")
    email = GatedCharField(longest=254, label="E-mail", required=False, help_text="Their own, not the firm's.")
    employer = EmployerField(
        label="Works now at", required=False, help_text="A client from the list, or any other organisation."
    )
    employer_title = GatedCharField(longest=200, label="Position there", required=False)

    rows: ClassVar[tuple[Any, ...]] = (
        OPTIONS,
        Div("name", "email", css_class="form-row"),
        Fieldset(
            "With us",
            Div("joined_on", "left_on", css_class="form-row"),
            "title",
            Div("office", "practice", css_class="form-row"),
            "colleague",
        ),
        Fieldset("Since then", Div("employer", "employer_title", css_class="form-row")),
        Fieldset("In touch", Div("keeper", "leaving_terms", css_class="form-row"), "do_not_contact"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look_for_alike(self, query="?for=alumnus")
        employer = self.fields["employer"]
        assert isinstance(employer, EmployerField)
        employer.user = user

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("employer_title") and not cleaned.get("employer") and "employer" not in self.errors:
            self.add_error("employer", "Enter the employer of this position, or leave both empty.")
        return cleaned


class ConsentForm(RecordForm):
    """What somebody said about being written to, when, and under which text."""

    state = forms.ChoiceField(label="They", choices=Consent.State.choices)
    purpose = forms.ChoiceField(label="About", choices=Consent.Purpose.choices)
    channel = forms.ChoiceField(label="By way of", choices=Consent.Channel.choices)
    said_on = DayField(label="Said on", error_messages={"required": "Enter the day on which they said it."})
    heard_through = GatedCharField(
        longest=200, label="Heard through", required=False, help_text="A form, a letter, a talk with Maya."
    )
    text_version = GatedCharField(
        longest=60, label="Text they were shown", required=False, help_text="Its name or version."
    )
    review_on = DayField(label="Look at it again on", required=False, help_text="Empty: two years later.")

    rows = (
        Div("state", "purpose", css_class="form-row"),
        Div("channel", "said_on", css_class="form-row"),
        Div("heard_through", "text_version", css_class="form-row"),
        "review_on",
    )

    def clean_said_on(self) -> Any:
        if self.cleaned_data["said_on"] > timezone.localdate():
            raise ValidationError("Enter a day that is not in the future.")
        return self.cleaned_data["said_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said_on, review_on = cleaned.get("said_on"), cleaned.get("review_on")
        if said_on and review_on and review_on < said_on:
            self.add_error("review_on", "Enter a day after the one on which it was said.")
        return cleaned


class ConsentTextForm(RecordForm):
    """A wording under which alumni are asked."""

    name = GatedCharField(longest=60, label="Name", help_text="Short, with its date: 2026-11, German.")
    words = GatedCharField(longest=4000, multiline=True, label="What they read")


def _by_name(rows: QuerySet[User]) -> QuerySet[User]:
    return rows.order_by("name_search", "id")
