"""A form field for several colleagues: boxes to tick, and one text when two versions of a record are compared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.fields import colleagues_here
from accounts.models import User
from accounts.policy import Role
from accounts.vocabulary import role_words


class ColleaguesBoxes(forms.CheckboxSelectMultiple):
    """Takes the boxes' values as a list, or as one text with commas (the page that shows both versions)."""

    def format_value(self, value: Any) -> list[str]:
        return _split(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return _split(super().value_from_datadict(data, files, name))


class ColleaguesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Colleagues who work here, posted as public ids."""

    def __init__(self, **kwargs: Any) -> None:
        queryset = colleagues_here().select_related("practice")
        super().__init__(queryset=queryset, to_field_name="public_id", widget=ColleaguesBoxes, **kwargs)
        self.error_messages["invalid_choice"] = "Choose colleagues from the list."

    def label_from_instance(self, obj: Any) -> str:
        colleague: User = obj
        return f"{colleague.name}, {colleague.practice or role_words()[Role(colleague.role)]}"

    def clean(self, value: Any) -> QuerySet[User]:
        given = _split(value)
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        found: QuerySet[User] = self._check_values(given) if given else User.objects.none()  # type: ignore[attr-defined]
        return found

    def prepare_value(self, value: Any) -> str:
        """Public ids in a fixed order, so that equal choices are equal texts."""
        if isinstance(value, User):
            return value.public_id
        if isinstance(value, str):
            value = _split(value)
        if hasattr(value, "all"):
            value = value.all()
        return ",".join(sorted(str(getattr(each, "public_id", each)) for each in value or []))

    def words(self, stored: str) -> str:
        """The names behind what `prepare_value` answered."""
        names = User.objects.filter(public_id__in=_split(stored)).values_list("name", flat=True)
        return ", ".join(names) or "Nobody"


def _split(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else list(value or [])
    return [part for each in given for part in str(each).split(",") if part]
