"""Form fields of work and its ledger: amounts, currencies, places of the firm, and one engagement of a client."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from accounts.fields import GatedCharField
from accounts.models import Office, Practice, User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement
from relationships.engagements.rates import TOO_MUCH

_AMOUNT = re.compile(r"[+-]?(\d{1,40}|\d{1,3}([, '’\u00a0\u202f]\d{3})+)(\.\d{1,2})?", re.ASCII)
_GROUPING = str.maketrans(dict.fromkeys(", '’\xa0\u202f") | {"\u2212": "-"})
OPTIONS = HTML('<datalist id="engagement-options"></datalist>')
"""Goes into the layout of every form that holds an `EngagementField`."""


class AmountField(GatedCharField):
    """Money to the cent: 1234.50, 1,234.50 or -1'234.50; below ten thousand billion."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(longest=60, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value).replace("\u2212", "-")
        if not typed:
            return None
        if not _AMOUNT.fullmatch(typed):
            raise ValidationError("Enter an amount with a point before the cents, such as 1234.50.", code="amount")
        try:
            amount = Decimal(typed.translate(_GROUPING)).quantize(Decimal("0.01"))
        except InvalidOperation:
            amount = TOO_MUCH
        if abs(amount) >= TOO_MUCH:
            raise ValidationError("Enter an amount with at most 13 digits before the point.", code="large")
        return amount + 0  # no minus before zero

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value


class CurrencyField(GatedCharField):
    """A currency's three letters."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": "5"}
        super().__init__(longest=10, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        code = super().to_python(value).upper()
        if code and not re.fullmatch(r"[A-Z]{3}", code):
            raise ValidationError("Enter the three letters of a currency, such as EUR.", code="currency")
        return code


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """A practice or office that is offered, or the one already chosen."""

    def __init__(self, model: type[Office] | type[Practice], **kwargs: Any) -> None:
        self.model = model
        super().__init__(queryset=self._offered(None), to_field_name="public_id", empty_label="None", **kwargs)
        self.error_messages["invalid_choice"] = "Choose one from the list."

    def keep(self, place_id: int | None) -> None:
        """Offer this one too, although it is archived."""
        self.queryset = self._offered(place_id)

    def _offered(self, kept: int | None) -> Any:
        return self.model._base_manager.filter(Q(archived_at__isnull=True) | Q(pk=kept or 0)).order_by("name", "pk")


class EngagementField(GatedCharField):
    """One engagement of `client` by its name, completed as one types; answers an `Engagement` or None."""

    client: Client
    user: User

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=300, **kwargs)

    def ask(self, user: User, client: Client) -> None:
        """Offer the work of this client."""
        self.user, self.client = user, client
        self.widget.attrs |= {
            "list": "engagement-options",
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": reverse("engagement_options", args=[client.public_id]),
            "hx-trigger": "focus once, input changed delay:200ms",
            "hx-target": "#engagement-options",
            "hx-sync": "this:replace",
        }

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Engagement) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        found = Engagement.objects.visible_to(self.user).filter(client=self.client, name=typed).first()
        if found is None:
            raise ValidationError(
                f"{self.client.name} has no work called {typed}. Choose from the list, or add the work first.",
                code="unknown",
            )
        return found
