"""The form with every field of a touchpoint. Names are typed; where several or nobody are called so, it asks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms.layout import HTML, Div
from django import forms
from django.utils import timezone

from accounts.fields import DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from accounts.vocabulary import speak
from relationships.engagements.models import Engagement
from relationships.interactions.models import Interaction, Promise
from relationships.interactions.picks import BY, WHICH, WHO, picks
from relationships.interactions.queries.matching import Vicinity
from relationships.interactions.queries.naming import Naming, Sort, name_colleague
from relationships.interactions.queries.reading import Asked, Reading, read_names
from relationships.interactions.queries.rights import logs_for
from relationships.interactions.questions import Question, questions
from relationships.interactions.quick_line import Line
from relationships.interactions.quick_line_bits import LONGEST_MINUTES
from relationships.interactions.quick_line_words import fold
from relationships.interactions.sentences import listed
from relationships.interactions.touch import NewPromise, NotYet, Participants, Touch, moment, usual_direction

LONGEST_SUMMARY = 20_000
_LONGEST_NAMES = 3_000
_OF_PROMISES = ("promise", "promise_side", "promise_on")
_PROMISED_WITHIN = dt.timedelta(days=7)
_ASKS = HTML('{% include "interactions/_questions.html" with questions=form.open_questions %}')


class TouchpointForm(RecordForm):
    """`user` writes. `decided`: (group, "name=key") for each initial name."""

    kind = forms.ChoiceField(label="What", choices=Interaction.Kind.choices)
    direction = forms.ChoiceField(
        label="Who reached out", required=False, choices=[("", "As usual for this"), *Interaction.Direction.choices]
    )
    on = DayField(label="Day")
    at = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time such as 14:30."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=1,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter a number of minutes, such as 20.",
            "min_value": "Enter at least one minute, or leave it empty.",
            "max_value": "Enter at most 14,400 minutes: ten days.",
        },
    )
    people = GatedCharField(
        longest=_LONGEST_NAMES,
        label="With",
        required=False,
        help_text="First letters are enough. Semicolons between people.",
    )
    clients = GatedCharField(
        longest=_LONGEST_NAMES,
        label="Clients",
        required=False,
        help_text="Left empty: where these people worked on that day. Semicolons between clients.",
    )
    colleagues = GatedCharField(longest=_LONGEST_NAMES, label="Our side", help_text="Semicolons between colleagues.")
    summary = GatedCharField(longest=LONGEST_SUMMARY, multiline=True, label="About", required=False)
    sentiment = forms.TypedChoiceField(
        label="How did it feel?",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Not said"), *reversed(Interaction.Sentiment.choices)],
    )
    process = forms.ChoiceField(label="Process", required=False, choices=[("", "None"), *Interaction.Process.choices])
    work = GatedCharField(
        longest=300, label="Work", required=False, help_text="The matter, study or project it was about."
    )
    confidential = forms.BooleanField(
        label="Confidential: only those who took part and the client's team see it", required=False
    )

    promise = GatedCharField(
        longest=300, label="Promise", required=False, help_text="What one side told the other it would do."
    )
    promise_side = forms.ChoiceField(label="Whose promise", required=False, choices=Promise.Side.choices)
    promise_on = DayField(label="Due on", required=False)

    rows: ClassVar[tuple[Any, ...]] = (
        _ASKS,
        Div("kind", "direction", css_class="form-row"),
        Div("on", "at", "minutes", css_class="form-row touch-when"),
        "people",
        "clients",
        "colleagues",
        "summary",
        Div("sentiment", "process", css_class="form-row"),
        "work",
        "confidential",
        "promise",
        Div("promise_side", "promise_on", css_class="form-row"),
    )
    asks_about_new: ClassVar[bool] = True
    record: Interaction | None

    def __init__(
        self,
        *args: Any,
        user: User,
        record: Interaction | None = None,
        decided: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            self._leave_promises_alone()
        self.decided = decided
        self.user, self.for_colleague = user, logs_for(user)
        self.zone, self.now = timezone.get_current_timezone(), timezone.now()
        self.reading = Reading(Line(), (), (), "")
        self.our_side: list[Naming] = []
        self.touch: Touch | None = None

    def _leave_promises_alone(self) -> None:
        """What was promised then has a page of its own."""
        for name in _OF_PROMISES:
            del self.fields[name]
        self.helper.layout.fields = self.helper.layout.fields[: -len(_OF_PROMISES) + 1]

    def clean(self) -> dict[str, Any]:
        super().clean()
        line = self.line()
        day = self.given("on") or line.on or self.now.astimezone(self.zone).date()
        self.reading = read_names(line, self.asked(day))
        self.our_side = [name_colleague(name, self.picks(BY)) for name in self.names("colleagues", BY)]
        for question in self.open_questions:
            self.add_error({WHO: "people", WHICH: "clients", BY: "colleagues"}[question.group], question.error)
        if not self.participants.client_ids and not self.participants.person_ids and not self.participants.new_people:
            self.add_error("people", speak("Name a person or a client."))
        promised = self.given("promise_on")
        if promised and promised < day:
            self.add_error("promise_on", "A promise is due on the day it was made, or later.")
        occurred_at = self._occurred_at()
        engagement_id = self._engagement_id()
        if occurred_at is not None:
            self.touch = self._touch(occurred_at, engagement_id)
        return self.cleaned_data

    def line(self) -> Line:
        """What a log line beside the fields says; this form has none."""
        return Line()

    def asked(self, day: dt.date) -> Asked:
        """What to look up for that day, and where first: at the clients that the touchpoint already has."""
        clients = self.record.touch_clients.values_list("client_id", flat=True) if self.record else ()
        return Asked(
            Vicinity(self.user, self.for_colleague, client_ids=tuple(clients)),
            day,
            more_people=self.names("people", WHO),
            more_clients=self.names("clients", WHICH),
            who=self.picks(WHO),
            which=self.picks(WHICH),
        )

    def given(self, name: str) -> Any:
        """The cleaned value of a field; None or "" where it is empty or wrong."""
        return self.cleaned_data.get(name)

    def names(self, field: str, group: str) -> list[str]:
        """The names in a field. Commas part people too, but Smith, Jones may be one client."""
        return _names(self.given(field), self.picks(group), commas=field != "clients")

    def picks(self, group: str) -> dict[str, str]:
        """Decisions about names: folded name to key."""
        return picks(self.data, group)

    @property
    def questions(self) -> list[Question]:
        """Every name in the form, and who may be meant."""
        return [
            *questions(WHO, self.reading.people, self.picks(WHO)),
            *questions(WHICH, self.reading.clients, self.picks(WHICH)),
            *questions(BY, self.our_side, self.picks(BY)),
        ]

    @property
    def open_questions(self) -> list[Question]:
        """The names that somebody has to decide about before this can be saved."""
        return [question for question in self.questions if self._is_open(question)]

    @property
    def kept_picks(self) -> list[tuple[str, str]]:
        """Decisions that are not asked about again, to travel along as hidden fields (name, value)."""
        if not self.is_bound:
            return [(f"{group}-k{number}", value) for number, (group, value) in enumerate(self.decided)]
        decided = [question for question in self.questions if question.picked and not self._is_open(question)]
        return [
            (question.name, f"{question.naming.mention}={question.naming.chosen.key}")
            for question in decided
            if question.naming.chosen
        ]

    @property
    def participants(self) -> Participants:
        return Participants(
            client_ids=frozenset(choice.pk for choice in self.reading.chosen(Sort.CLIENT)),
            person_ids=frozenset(choice.pk for choice in self.reading.chosen(Sort.PERSON)),
            colleague_ids=frozenset([*self._our_ids(), *(each.pk for each in self.reading.chosen(Sort.COLLEAGUE))]),
            new_people=tuple(self.reading.new_people),
        )

    @property
    def new_promise(self) -> NewPromise | None:
        """What was promised: in the field, or a next step on a day. Without a day it is due a week after the touch."""
        what, due_on = self.given("promise"), self.given("promise_on") or self.reading.line.next_on
        if self.touch is None or not (what or due_on):
            return None
        theirs = self.given("promise_side") == Promise.Side.THEIRS
        people = [choice.pk for choice in self.reading.chosen(Sort.PERSON)]
        return NewPromise(
            what=(what or self._next_step())[:300],
            due_on=due_on or self.touch.occurred_at.astimezone(self.zone).date() + _PROMISED_WITHIN,
            side=Promise.Side.THEIRS if theirs else Promise.Side.OURS,
            colleague_id=self.for_colleague.pk,
            client_id=min(self.participants.client_ids, default=None),
            person_id=people[0] if people else None,
        )

    def _next_step(self) -> str:
        """A next step that was given a day and no words."""
        names = [choice.name for choice in self.reading.chosen(Sort.PERSON)]
        names += [new.name for new in self.reading.new_people]
        names = names or [choice.name for choice in self.reading.chosen(Sort.CLIENT)]
        about = self.given("summary") or self.reading.about
        return f"Get back to {listed(names[:2])}" + (f": {about.splitlines()[0]}" if about else "")

    def _our_ids(self) -> list[int]:
        named = [naming.chosen.pk for naming in self.our_side if naming.chosen and naming.chosen.pk]
        return named or [self.for_colleague.pk]

    def _is_open(self, question: Question) -> bool:
        chosen = question.naming.chosen
        new = self.asks_about_new and chosen is not None and chosen.sort is Sort.NEW
        return chosen is None or (new and not question.picked)

    def _touch(self, occurred_at: dt.datetime, engagement_id: int | None) -> Touch:
        line = self.reading.line
        kind = self.given("kind") or line.kind or Interaction.Kind.OTHER.value
        feel = self.given("sentiment")
        return Touch(
            kind=kind,
            direction=self.given("direction") or line.direction or usual_direction(kind),
            occurred_at=occurred_at,
            minutes=self.given("minutes") or line.minutes,
            summary=self.given("summary") or self.said(),
            sentiment=line.feel if feel is None else feel,
            process=self.given("process") or "",
            engagement_id=engagement_id,
            confidential=bool(self.given("confidential")),
        )

    def said(self) -> str:
        """What the line says it was about."""
        return ""

    def _occurred_at(self) -> dt.datetime | None:
        line, day, time = self.reading.line, self.given("on"), self.given("at")
        if self.record is not None and not {"on", "at"} & set(self.changed_data):
            kept: dt.datetime = self.record.occurred_at
            return kept
        try:
            return moment(day or line.on, time or line.at, zone=self.zone, now=self.now)
        except NotYet as error:
            self.add_error("on", str(error))
            return None

    def _engagement_id(self) -> int | None:
        """The client's work that is called so."""
        name = self.given("work")
        if not name:
            return None
        theirs = Engagement.objects.visible_to(self.user).filter(client__in=self.participants.client_ids)
        exact = list(theirs.filter(name=name)[:2])
        found = exact if len(exact) == 1 else list(theirs.filter(name__icontains=name).order_by("name")[:2])
        if len(found) != 1:
            several = "Several works of these clients are called so. Type the whole name."
            self.add_error("work", several if found else "These clients have no work of that name.")
            return None
        return found[0].pk


def _names(text: str | None, whole: Mapping[str, str], *, commas: bool) -> list[str]:
    parts = [part.strip() for part in re.split(r"[;\n]", text or "")]
    single = [
        name.strip() for part in parts for name in (part.split(",") if commas and fold(part) not in whole else [part])
    ]
    return [name for name in dict.fromkeys(single) if name]
