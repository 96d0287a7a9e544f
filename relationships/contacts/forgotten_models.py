"""By what somebody who was erased would be recognised if a list or a mail brought them back: keyed digests alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Forgotten(models.Model):
    """One mark of somebody who was erased: an address, or an id that a source gave them. It can't be read back."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return "somebody forgotten"
