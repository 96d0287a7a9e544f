"""A form field for where somebody works: a client that the user may see, else an organisation known by name only."""

from __future__ import annotations

from typing import Any

from django.db.models import Value

from accounts.search_key import SearchKey
from relationships.clients.client_field import ClientField
from relationships.clients.models import Client
from relationships.clients.named import same_name


class EmployerField(ClientField):
    """Answers a `Client`, or the name as text; None when nothing was typed. `user` is set by the form.

    A client's name counts whatever its case and accents, so that a slip of the shift key makes no other employer.
    """

    def to_python(self, value: Any) -> Any:
        typed = super(ClientField, self).to_python(value)
        if not typed:
            return None
        if "[" in typed or same_name(self.user, typed)[:1]:
            return self._find(typed)
        alike = list(Client.objects.visible_to(self.user).current().filter(name_search=SearchKey(Value(typed)))[:2])
        return alike[0] if len(alike) == 1 else typed
