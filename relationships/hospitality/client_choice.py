"""A choice among the few clients of one person, posted as a public id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.vocabulary import speak
from relationships.clients.models import Client

NONE = "none"


class ClientChoice(forms.ChoiceField):
    """Answers a `Client` of those given by `offer`, or None."""

    def __init__(self, *, nobody: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.nobody = nobody
        self.clients: dict[str, Client] = {}
        self.error_messages["invalid_choice"] = "Choose from the list."

    def offer(self, clients: Iterable[Client]) -> None:
        self.clients = {client.public_id: client for client in clients}
        self.choices = [*((key, client.name) for key, client in self.clients.items()), (NONE, speak(self.nobody))]

    def prepare_value(self, value: Any) -> Any:
        return value.public_id if isinstance(value, Client) else (NONE if value is None else value)

    def clean(self, value: Any) -> Any:
        return self.clients.get(super().clean(value))
