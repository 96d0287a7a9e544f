"""A button that puts something away carries the version of what its page showed."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.record import Conflict, Record


def as_shown(request: HttpRequest, record: Record) -> None:
    """Raise `Conflict` when the form's `version` is not that of `record`: somebody saved it after the page was drawn.

    A form without one (the strip that undoes, a page drawn before an upgrade) means the record as it is now.
    """
    shown = request.POST.get("version", "")
    if shown and shown != str(record.version):
        raise Conflict(record)
