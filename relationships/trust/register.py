"""The register: every table, one line each."""

from __future__ import annotations

from functools import cache

from django.db import models

from relationships.trust.kept import Kept
from relationships.trust.register_lines import LINES


@cache
def register() -> dict[str, Kept]:
    """All lines, by `app.Model`."""
    found = {line.model: line for line in LINES}
    if len(found) != len(LINES):
        raise ValueError("A model has two lines in the register.")
    return found


def line_of(model: type[models.Model]) -> Kept | None:
    """The line of `model`; None for tables of libraries that hold nothing of ours."""
    return register().get(model._meta.label)
