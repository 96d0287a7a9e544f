"""What the audit page is narrowed to, read from its address: what makes no sense narrows nothing, and is said."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.http import QueryDict

from accounts.models import User
from relationships.trust.audit_queries import AuditFilters
from relationships.trust.models import AuditEntry

_PUBLIC_ID = re.compile(r"(?:^|/)([0-9A-Za-z]{12})(?=/|$|[?#])")


class AuditForm(forms.Form):
    """Every filter is optional."""

    object = forms.CharField(max_length=300, required=False, label="Record: its address or id")
    who = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "Everything"), *AuditEntry.Kind.choices])
    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="Until")

    def __init__(self, data: QueryDict) -> None:
        # `from` can't be a field's name in Python, and is what people type.
        given = {**data.dict(), "since": data.get("from", "")}
        super().__init__(given)
        colleagues = User.objects.filter(email__isnull=False).order_by("name_search", "pk")
        who: forms.ChoiceField = self.fields["who"]  # type: ignore[assignment]
        who.choices = [("", "Everybody"), *colleagues.values_list("public_id", "name")[:1000]]

    def clean_object(self) -> str:
        typed: str = self.cleaned_data["object"].strip()
        if not typed:
            return ""
        found = _PUBLIC_ID.search(typed)
        if found is None:
            raise forms.ValidationError("Paste the address of a page, or the twelve characters in it.")
        return found[1]

    def clean_since(self) -> date | None:
        return _sensible(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _sensible(self.cleaned_data["until"])

    def filters(self) -> AuditFilters:
        """What is valid of it."""
        self.is_valid()
        given = self.cleaned_data
        return AuditFilters(
            thing=given.get("object", ""),
            who=given.get("who", ""),
            kind=given.get("kind", ""),
            since=given.get("since"),
            until=given.get("until"),
        )


def _sensible(day: date | None) -> date | None:
    if day is not None and not 1900 <= day.year <= 2100:
        raise forms.ValidationError("Give a day between 1900 and 2100.")
    return day
