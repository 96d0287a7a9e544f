"""The form of a promise: what, by when, whose, and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Div
from django import forms

from accounts.fields import ColleagueField, DayField, GatedCharField
from accounts.models import User
from accounts.record_form import RecordForm
from relationships.clients.client_field import OPTIONS, ClientField
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Promise

USUAL = timedelta(days=7)


class PromiseForm(RecordForm):
    """`user` writes; a person is typed by name and looked for at the client first."""

    side = forms.ChoiceField(label="Who promised", choices=Promise.Side.choices, widget=forms.RadioSelect)
    what = GatedCharField(longest=300, label="What", help_text="Such as: the fee proposal for 2027.")
    due_on = DayField(label="Due on")
    client = ClientField(label="Client", required=False)
    person = GatedCharField(
        longest=300, label="Person", required=False, help_text="Whose word it is, or who was promised it."
    )
    colleague = ColleagueField(
        label="Colleague", empty_label=None, help_text="Who owes it; for theirs, whom it is owed to."
    )
    rows = ("side", "what", "due_on", Div("client", "person", css_class="form-row"), "colleague", OPTIONS)
    record: Promise | None

    def __init__(
        self,
        *args: Any,
        user: User,
        colleague: User,
        record: Promise | None = None,
        client: Client | None = None,
        person: Person | None = None,
        **kwargs: Any,
    ) -> None:
        self.user = user
        kept_person = record.person if record else person
        kwargs["initial"] = {
            "side": record.side if record else Promise.Side.OURS,
            "due_on": record.due_on if record else firm_day().on + USUAL,
            "client": record.client if record else client,
            "person": kept_person.name if kept_person else "",
            "colleague": record.colleague.public_id if record else colleague.public_id,
        }
        self.kept_person = kept_person
        super().__init__(*args, record=record, **kwargs)
        its_client = self.fields["client"]
        assert isinstance(its_client, ClientField)
        its_client.user = user
        ours = self.fields["colleague"]
        assert isinstance(ours, ColleagueField)
        ours.keep(record.colleague_id if record else colleague.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed, client = cleaned.get("person") or "", cleaned.get("client")
        cleaned["person"] = self._person(typed, client) if typed else None
        if not cleaned["person"] and not client and not self.errors:
            self.add_error("client", "Name a client or a person.")
        made_on = self.record.promised_on if self.record else firm_day().on
        due_on = cleaned.get("due_on")
        if due_on and due_on < made_on:
            self.add_error("due_on", "A promise is due on the day it was made, or later.")
        if cleaned["person"] and not client and "client" not in self.errors:
            cleaned["client"] = self._employer(cleaned["person"])
        return cleaned

    def _person(self, typed: str, client: Client | None) -> Person | None:
        if self.kept_person is not None and typed == self.kept_person.name:
            return self.kept_person
        called = Person.objects.visible_to(self.user).current().filter(name__istartswith=typed)
        if client is not None:
            here = Position.objects.visible_to(self.user).current().filter(client=client)
            found = list(called.filter(pk__in=here.values("person_id"))[:2])
            if len(found) == 1:
                return found[0]
        exact = list(called.filter(name__iexact=typed)[:2])
        found = exact or list(called.order_by("name_search", "id")[:2])
        if len(found) == 1:
            return found[0]
        several = "Several people are called so. Name their client too, or type the whole name."
        self.add_error("person", several if found else f"Nobody called {typed} is known. Leave it empty, or add them.")
        return None

    def _employer(self, person: Person) -> Client | None:
        """Where the person works, if that is one place."""
        posts = Position.objects.visible_to(self.user).current().filter(person=person).select_related("client")
        held = {post.client_id: post.client for post in posts[:5]}
        return next(iter(held.values())) if len(held) == 1 else None
