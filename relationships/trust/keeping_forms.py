"""The forms of data keeping: a term for each kind, and a hold on a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms

from accounts.fields import GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.trust.keeping_rules import BY_KEY, RULES, TERMS, Rule, term_words

FOR_GOOD = "keep"


class KeepingForm(RecordForm):
    """How long each kind is kept, and why that changes."""

    taken_once = False
    reason = GatedCharField(longest=500, label="Why", help_text="Kept with the new version, beside your name.")

    def __init__(self, *args: Any, months: Mapping[str, int], version: int, **kwargs: Any) -> None:
        now = {key: str(months.get(key, FOR_GOOD)) for key in BY_KEY}
        super().__init__(*args, initial={**now, "version": version or None}, **kwargs)
        for rule in RULES:
            self.fields[rule.key] = _field(rule, months.get(rule.key))
        self.order_fields([*BY_KEY, "reason"])
        self.speak()
        pairs = [RULES[place : place + 2] for place in range(0, len(RULES), 2)]
        rows = [Div(*(rule.key for rule in pair), css_class="form-row") for pair in pairs]
        self.helper.layout.fields = ["version", *rows, "reason"]

    def months(self) -> dict[str, int]:
        """The kinds that go at all."""
        given = self.cleaned_data
        return {rule.key: int(given[rule.key]) for rule in RULES if given[rule.key] != FOR_GOOD}


class HoldForm(RecordForm):
    """Which client, and why."""

    client = ClientField(label="Client", help_text="Clients below it are held too.")
    reason = GatedCharField(longest=300, label="Why", help_text="The matter, or the number of the order.")

    rows: ClassVar[tuple[Any, ...]] = ("client", "reason", OPTIONS)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        assert isinstance(field, ClientField)
        field.user = user


def _field(rule: Rule, now: int | None) -> forms.Field:
    terms = sorted({term for term in TERMS if term >= rule.least} | ({now} if now else set()))
    choices = [(FOR_GOOD, "for good"), *((str(term), term_words(term)) for term in terms)]
    return forms.ChoiceField(
        label=rule.label,
        choices=choices,
        help_text=f"Goes: {_begin(rule.goes)}. Stays: {_begin(rule.stays)}.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose from the list."),
    )


def _begin(words: str) -> str:
    return words[:1].lower() + words[1:]
