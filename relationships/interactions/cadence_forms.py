"""The forms of a cadence: how often a word is wanted, and when it is overdue."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.fields import GatedCharField
from accounts.record_form import RecordForm
from relationships.interactions.models import Cadence

TIERS = [("", "Of an industry"), ("A", "Tier A"), ("B", "Tier B"), ("C", "Tier C"), ("D", "Tier D")]


class _Days(RecordForm):
    ideal_days = forms.IntegerField(
        label="A word every so many days",
        min_value=1,
        max_value=3660,
        error_messages={"required": "Enter a number of days, such as 30."},
    )
    maximum_days = forms.IntegerField(
        label="Overdue after so many days",
        min_value=1,
        max_value=3660,
        error_messages={"required": "Enter a number of days, such as 45."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ideal, most = cleaned.get("ideal_days"), cleaned.get("maximum_days")
        if ideal and most and most < ideal:
            self.add_error("maximum_days", f"Enter {ideal} or more: overdue comes after it is time.")
        return cleaned


class PersonCadenceForm(_Days):
    """Of one person."""


class CadenceForm(_Days):
    """Of the clients of a tier, or of an industry."""

    tier = forms.ChoiceField(label="For which clients", choices=TIERS, required=False)
    industry = GatedCharField(
        label="Industry", longest=120, required=False, help_text="As it is written on the clients. Only without a tier."
    )
    field_order = ("tier", "industry", "ideal_days", "maximum_days")
    record: Cadence | None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        tier, industry = cleaned.get("tier"), cleaned.get("industry")
        if bool(tier) == bool(industry) and "industry" not in self.errors:
            self.add_error("industry", "Choose a tier or enter an industry: one of the two.")
        return cleaned
