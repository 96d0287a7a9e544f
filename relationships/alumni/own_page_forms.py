"""What alumni may fill in on their own page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.fields import DayField, GatedCharField
from relationships.alumni.consent_queries import CHANNELS, PURPOSES
from relationships.alumni.models import Alumnus, AlumnusWord, SeenBy
from relationships.contacts.forms import clean_email

FIELDS = {
    "name_for": "That I am one of you",
    "email_for": "My e-mail",
    "phone_for": "My phone",
    "job_for": "Where I work",
}
OFFERS = [
    (AlumnusWord.Kind.REFER, "I want to refer somebody to you"),
    (AlumnusWord.Kind.INSTRUCT, "I want to instruct you"),
    (AlumnusWord.Kind.RETURN, "I think of coming back"),
    (AlumnusWord.Kind.HELP, "I can help: a talk, a reference, advice"),
    (AlumnusWord.Kind.OTHER, "Something else"),
]


class AskForPageForm(forms.Form):
    """The mailbox to which the address of their page goes."""

    email = GatedCharField(longest=254, label="Your e-mail")

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])


class VisibilityForm(forms.Form):
    """Who sees which part of their record."""

    def __init__(self, *args: Any, alumnus: Alumnus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FIELDS.items():
            choices = [choice for choice in SeenBy.choices if name != "name_for" or choice[0] != SeenBy.HIDDEN]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=getattr(alumnus, name))


@dataclass(frozen=True)
class Tick:
    """One purpose by one channel."""

    name: str
    channel: str
    checked: bool


@dataclass(frozen=True)
class ConsentLine:
    """One purpose, with a tick for each channel."""

    label: str
    ticks: list[Tick]


class ConsentGridForm(forms.Form):
    """What they want to hear about, and how. A tick is a yes, no tick a no."""

    def __init__(self, *args: Any, stands: dict[tuple[str, str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (purpose, channel), state in stands.items():
            label = f"{purpose.label}, {channel.label.lower()}"  # type: ignore[attr-defined]  # both are choices
            self.fields[f"{purpose}-{channel}"] = forms.BooleanField(
                label=label, required=False, initial=state in ("given", "expired")
            )

    @property
    def lines(self) -> Iterator[ConsentLine]:
        for purpose in PURPOSES:
            named = [(f"{purpose}-{channel}", str(channel.label)) for channel in CHANNELS]
            yield ConsentLine(str(purpose.label), [Tick(name, way, bool(self[name].value())) for name, way in named])

    def wanted(self) -> list[tuple[str, str]]:
        """The pairs of purpose and channel that were ticked."""
        pairs = [(purpose, channel) for purpose in PURPOSES for channel in CHANNELS]
        return [pair for pair in pairs if self.cleaned_data[f"{pair[0]}-{pair[1]}"]]


class WordForm(forms.Form):
    """An offer or a word, in their own words."""

    kind = forms.ChoiceField(label="What about", choices=OFFERS)
    said = GatedCharField(
        longest=2000, multiline=True, label="In your words", error_messages={"required": "Write a line or two."}
    )


class MovedForm(forms.Form):
    """A new post."""

    employer = GatedCharField(
        longest=300, label="Where you work now", error_messages={"required": "Enter the name of the organisation."}
    )
    title = GatedCharField(longest=200, label="As", required=False)
    since = DayField(label="Since", required=False)
