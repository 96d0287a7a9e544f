"""What a person may say on their own card: other words, that something is to be forgotten, something new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from accounts.fields import GatedCharField
from relationships.contacts.models import ContactPoint
from relationships.hospitality.card import OwnCard
from relationships.hospitality.card_actions import Proposed
from relationships.hospitality.models import CardProposal, GuestFact

TOPICS = [
    (GuestFact.Topic.REACH, "How to reach me"),
    (GuestFact.Topic.TREAT, "How I like things"),
    (GuestFact.Topic.TABLE, "At the table"),
]
FOR_THEM = {
    "reach": "How to reach you",
    "treat": "How you like things",
    "table": "At the table",
    "date": "Days to remember",
    "met": "How we met",
    "words": "What you said",
    "avoid": "What we leave alone",
}


@dataclass(frozen=True)
class CardLine:
    """One thing we remember, with the fields to correct it and to have it forgotten."""

    label: str
    said: BoundField
    forget: BoundField


class OwnCardForm(forms.Form):
    """One text and one tick a line; only differences become proposals."""

    def __init__(self, *args: Any, card: OwnCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = {f"fact-{fact.public_id}": fact for fact in card.facts}
        self.reach = {f"reach-{point.public_id}": point for point in card.reach}
        for key, fact in self.facts.items():
            self._offer(key, FOR_THEM[fact.topic], fact.text, longest=500, multiline=True)
        for key, point in self.reach.items():
            self._offer(key, point.get_kind_display(), point.value, longest=320)
        self.fields["topic"] = forms.ChoiceField(label="About", choices=TOPICS, required=False)
        self.fields["new"] = GatedCharField(longest=500, required=False, label="Something we should know")

    def _offer(self, key: str, label: str, text: str, *, longest: int, multiline: bool = False) -> None:
        said = GatedCharField(longest=longest, multiline=multiline, required=False, label=label, initial=text)
        self.fields[key] = said
        self.fields[f"forget-{key}"] = forms.BooleanField(required=False, label="Forget this")

    @property
    def fact_lines(self) -> list[CardLine]:
        return [self._line(key) for key in self.facts]

    @property
    def reach_lines(self) -> list[CardLine]:
        return [self._line(key) for key in self.reach]

    def _line(self, key: str) -> CardLine:
        return CardLine(str(self.fields[key].label), self[key], self[f"forget-{key}"])

    def proposed(self) -> Iterator[Proposed]:
        """What differs from the card. An emptied line is one to forget."""
        for key, fact in self.facts.items():
            yield from self._about(key, fact.text, fact=fact)
        for key, point in self.reach.items():
            yield from self._about(key, point.value, point=point)
        if self.cleaned_data["new"]:
            topic = self.cleaned_data["topic"] or GuestFact.Topic.TREAT
            yield Proposed(CardProposal.Act.ADD, said=self.cleaned_data["new"], topic=topic)

    def _about(
        self, key: str, now: str, *, fact: GuestFact | None = None, point: ContactPoint | None = None
    ) -> Iterator[Proposed]:
        # A line that was not sent (the card grew meanwhile) is no wish to have it forgotten.
        if key not in self.data:
            return
        said = self.cleaned_data[key]
        if self.cleaned_data[f"forget-{key}"] or not said:
            yield Proposed(CardProposal.Act.FORGET, fact=fact, point=point)
        elif said != now:
            yield Proposed(CardProposal.Act.CORRECT, said=said, fact=fact, point=point)
