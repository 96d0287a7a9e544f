"""Choices that somebody made among several who are called alike, as forms send them: `who-0` = "ana=<public id>"."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from accounts.text import TextError, clean_text
from relationships.interactions.quick_line_words import fold

WHO, WHICH, BY = "who", "which", "by"


def picks(data: Mapping[str, str], group: str) -> dict[str, str]:
    """Folded name to the key that was chosen for it, of one group of questions."""
    found: dict[str, str] = {}
    for field, value in data.items():
        name, _, key = value.rpartition("=")
        if field.startswith(f"{group}-") and name and key.isalnum():
            found[fold(_clean(name))] = key
    return found


def chosen(data: QueryDict | Mapping[str, str], field: str) -> list[str]:
    """The public ids that were sent as `field`."""
    values = data.getlist(field) if isinstance(data, QueryDict) else [data[field]] if field in data else []
    return [value for value in values if value.isalnum()]


def _clean(name: str) -> str:
    try:
        return clean_text(name)
    except TextError:
        return ""
