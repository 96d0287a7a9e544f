"""A form field for one client among 100,000: typed by name, completed as you type, resolved through the gate."""

from __future__ import annotations

import re
from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from accounts.fields import GatedCharField
from accounts.models import User
from relationships.clients.look_alikes import look_alikes
from relationships.clients.models import Client
from relationships.clients.named import label_of, same_name

_WITH_ID = re.compile(r"\s*\[([0-9A-Za-z]{12})\]$")

OPTIONS = HTML('<datalist id="client-options"></datalist>')
"""Goes into the layout of every form that holds a `ClientField`."""


class ClientField(GatedCharField):
    """Answers a `Client` that `user` may see; `user` is set by the form."""

    user: User

    def __init__(self, **kwargs: Any) -> None:
        complete = {
            "list": "client-options",
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": reverse_lazy("client_options"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#client-options",
            "hx-sync": "this:replace",
        }
        kwargs.setdefault("widget", forms.TextInput(attrs=complete))
        super().__init__(longest=330, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return label_of(self.user, value) if isinstance(value, Client) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return self._find(typed) if typed else None

    def _find(self, typed: str) -> Client:
        rows = Client.objects.visible_to(self.user)
        with_id = _WITH_ID.search(typed)
        found = list(rows.filter(public_id=with_id[1]) if with_id else same_name(self.user, typed)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(f"Several clients are called {typed}. Choose one from the list.", code="several")
        alike = next(iter(look_alikes(self.user, typed)), None)
        hint = f" Did you mean {alike.name}?" if alike else " Choose one from the list."
        raise ValidationError(f"No client is called {typed}.{hint}", code="unknown")
