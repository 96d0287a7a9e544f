"""Forms about scores."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import ColleagueField, GatedCharField
from accounts.models import User
from accounts.policy import Capability, can
from accounts.record_form import RecordForm
from relationships.clients.models import Client
from relationships.scoring.health_evidence import NAMES


class DoubtForm(RecordForm):
    """What looks wrong, and who should look at it."""

    part = forms.ChoiceField(label="What looks wrong", required=False, choices=[("", "The whole"), *NAMES.items()])
    reason = GatedCharField(
        longest=500, multiline=True, label="Why", help_text="What you know that the score does not."
    )
    owner = ColleagueField(label="Who should look at it", empty_label=None)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        self.client = client
        super().__init__(*args, **kwargs)

    def clean_owner(self) -> User:
        owner: User = self.cleaned_data["owner"]
        known = Client.objects.visible_to(owner).filter(pk=self.client.pk).exists()
        if not known or not can(owner, Capability.SEE_HEALTH):
            raise ValidationError("Choose somebody else: they could not look at this score.", code="unseen")
        return owner


class AnswerForm(RecordForm):
    """What was found."""

    answer = GatedCharField(
        longest=500, multiline=True, label="Answer", help_text="Stays in the log of the weights, beside your name."
    )
