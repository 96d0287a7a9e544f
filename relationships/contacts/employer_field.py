"""A form field for where somebody works: a client that the user may see, else an organisation known by name only."""

from __future__ import annotations

from typing import Any

from relationships.clients.client_field import ClientField
from relationships.clients.models import Client
from relationships.clients.named import same_name


class EmployerField(ClientField):
    """Answers a `Client`, or the name as text; None when nothing was typed. `user` is set by the form."""

    def to_python(self, value: Any) -> Any:
        typed = super(ClientField, self).to_python(value)
        if not typed:
            return None
        known = list(same_name(self.user, typed)[:1])
        return self._find(typed) if known or "[" in typed else typed

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value) if isinstance(value, Client) else value
