"""Form fields through which every typed string passes: the text gate, web addresses, days, colleagues."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.still_here import not_gone
from accounts.text import TextError, clean_text

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
_WEB_ADDRESS = re.compile(r"^https?://[^\s/?#]+\.[^\s]+$|^https?://localhost(:\d+)?(/\S*)?$", re.IGNORECASE)
_HAS_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class GatedCharField(forms.CharField):
    """Text through `accounts.text.clean_text`; `longest` counts characters after cleaning."""

    def __init__(self, *, longest: int, multiline: bool = False, **kwargs: Any) -> None:
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(strip=False, **kwargs)
        self.longest, self.multiline = longest, multiline

    def to_python(self, value: Any) -> str:
        try:
            return clean_text(super().to_python(value) or "", max_length=self.longest, multiline=self.multiline)
        except TextError as error:
            raise ValidationError(str(error), code="text") from error


class WebAddressField(GatedCharField):
    """An http or https address; a bare "novagen.com" becomes "https://novagen.com"."""

    def __init__(self, *, longest: int = 300, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}))
        super().__init__(longest=longest, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        address = typed if _HAS_SCHEME.match(typed) and not re.match(r"^[^:/]+:\d", typed) else f"https://{typed}"
        if not _WEB_ADDRESS.match(address):
            raise ValidationError("Enter a web address such as https://novagen.com.", code="address")
        return address


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """A colleague who works here now, or the one already chosen; posted as a public id."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "Nobody")
        super().__init__(queryset=colleagues_here(), to_field_name="public_id", **kwargs)
        self.error_messages["invalid_choice"] = "Choose a colleague from the list."

    def keep(self, colleague_id: int | None) -> None:
        """Offer this colleague too, although they have left."""
        if colleague_id is not None:
            self.queryset = colleagues_here(also=colleague_id)


def colleagues_here(*, also: int | None = None) -> QuerySet[User]:
    """Colleagues who have not left, by name; `also` adds one by id."""
    here = Q(is_active=True, archived_at__isnull=True) & not_gone()
    return User.objects.filter(here | Q(pk=also) if also else here).order_by("name_search", "id")


class DayField(forms.DateField):
    """A calendar day from 1900 to 2100, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y"], **kwargs)
        self.error_messages["invalid"] = "Enter a day such as 2026-11-20."

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError("Enter a day between 1900 and 2100.", code="range")
        return day

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value
