"""The log line with its cells: one line of typing, and a field for everything that it may say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import deepcopy
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django import forms

from accounts.fields import GatedCharField
from accounts.queries import the_firm
from accounts.record_form import in_our_words
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.forms import TouchpointForm
from relationships.interactions.models import Interaction
from relationships.interactions.picks import WHICH, WHO, chosen
from relationships.interactions.queries.known import named_by_id
from relationships.interactions.queries.matching import Vicinity
from relationships.interactions.queries.reading import Asked
from relationships.interactions.questions import Question
from relationships.interactions.quick_line import LONGEST_LINE, Line, read
from relationships.interactions.quick_line_languages import words_for
from relationships.interactions.quick_line_words import Words


class SharedFields(dict[str, forms.Field]):
    """Fields of every form of a kind alike: copying twenty of them took longer than everything else a line is read by.

    Nothing may change one of them once they are shared.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class LogLineForm(TouchpointForm):
    """What a field says comes before what the line says; what neither says, the page the line was opened on does.

    Besides its fields it takes `person` and `client` (public ids of what that page shows) and `with` (people tapped).
    """

    q = GatedCharField(longest=LONGEST_LINE, label="What happened?", required=False)
    field_order = ("q",)
    asks_about_new: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = _fields(the_firm().vocabulary)  # type: ignore[misc]  # of this form alone
        super().__init__(*args, **kwargs)

    def speak(self) -> None:
        """They do already."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not any(self.given(name) for name in ("q", "kind", "summary", "minutes")):
            self.add_error("q", f'Say what happened, such as "{self.words.example}".')
        return cleaned

    @property
    def words(self) -> Words:
        """The language of whoever types."""
        return words_for(self.user)

    def line(self) -> Line:
        today = self.now.astimezone(self.zone).date()
        return read(self.given("q") or "", today=today, words=self.words)

    @property
    def plan_on(self) -> dt.date | None:
        """The day to come that the line names, when it could be planned as it is; after validation."""
        day = self.given("on") or self.reading.line.on
        coming = day is not None and day > self.now.astimezone(self.zone).date()
        return day if coming and set(self.errors) <= {"on"} and self.participants.client_ids else None

    def asked(self, day: dt.date) -> Asked:
        people, clients = self.shown_people, self.shown_clients
        vicinity = Vicinity(
            self.user,
            self.for_colleague,
            person_ids=tuple(person.pk for person in people),
            client_ids=tuple(client.pk for client in clients),
        )
        return Asked(
            vicinity,
            day,
            people=people,
            clients=clients,
            taken=self._people("with"),
            more_people=self.names("people", WHO),
            more_clients=self.names("clients", WHICH),
            who=self.picks(WHO),
            which=self.picks(WHICH),
        )

    @property
    def shown_people(self) -> Sequence[Person]:
        """Whom the page shows."""
        return self._people("person")

    @property
    def shown_clients(self) -> Sequence[Client]:
        """Which clients the page shows."""
        known, _ = self._by_id
        return [known[key] for key in dict.fromkeys(chosen(self.data, "client")) if key in known]

    def _people(self, field: str) -> list[Person]:
        _, known = self._by_id
        return [known[key] for key in dict.fromkeys(chosen(self.data, field)) if key in known]

    @cached_property
    def _by_id(self) -> tuple[dict[str, Client], dict[str, Person]]:
        people = [*chosen(self.data, "person"), *chosen(self.data, "with")]
        return named_by_id(self.user, clients=chosen(self.data, "client"), people=people)

    @property
    def shown_questions(self) -> list[Question]:
        """Whoever has to be chosen, would be added, or was chosen: right under the line."""
        return [question for question in self.questions if question.naming.worth_asking or question.picked]

    @property
    def settled_people(self) -> list[Question]:
        """Names found at once that may still be somebody else: in the cell's picker."""
        return self._settled(WHO)

    @property
    def settled_clients(self) -> list[Question]:
        return self._settled(WHICH)

    def _settled(self, group: str) -> list[Question]:
        shown = self.shown_questions
        return [
            question
            for question in self.questions
            if question.group == group and question not in shown and len(question.naming.choices) > 2
        ]

    def said(self) -> str:
        """The topic, as a sentence begins."""
        about = self.reading.about
        return about[:1].upper() + about[1:]


@lru_cache(maxsize=8)
def _fields(vocabulary: str) -> SharedFields:
    """The fields in the nouns of the firm, whose `vocabulary` is named."""
    fields = deepcopy(LogLineForm.declared_fields)
    in_our_words(fields)
    for name in ("kind", "on", "colleagues"):
        fields[name].required = False
    for name, choices in (("kind", Interaction.Kind.choices), ("sentiment", reversed(Interaction.Sentiment.choices))):
        field = fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "As the line says"), *choices]
    for field in fields.values():
        if not isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "form-control"
    return SharedFields(fields)
