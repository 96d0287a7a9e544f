"""After a text was saved that hints at what is not written down about people: a word to whoever wrote it. It forbids nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from relationships.foundation.special_categories import found_in, warning


def special_notice(*texts: object) -> str:
    """What to say about these texts; "" when there is nothing to say."""
    found = found_in(" ".join(text for text in texts if isinstance(text, str)))
    return f"It is saved as you wrote it. {warning(found)}" if found else ""


def tell_of_special(request: HttpRequest, *texts: object) -> None:
    """Say it on the next page."""
    if notice := special_notice(*texts):
        messages.warning(request, notice)
