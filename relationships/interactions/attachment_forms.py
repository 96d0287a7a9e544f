"""Choosing files to attach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.record_form import RecordForm
from relationships.foundation.file_kinds import KINDS, LARGEST

MOST_AT_ONCE = 10
ACCEPTED = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several; answers a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise ValidationError("Choose a file.", code="required")
        if len(given) > MOST_AT_ONCE:
            raise ValidationError(f"Choose at most {MOST_AT_ONCE} files at once.", code="many")
        if any(file.size > LARGEST for file in given) or sum(file.size for file in given) > 2 * LARGEST:
            raise ValidationError("At most 25 MB a file, and 50 MB at once.", code="large")
        return given


class AttachForm(RecordForm):
    """Files for a touchpoint."""

    taken_once = False
    file = _FilesField(
        label="Files",
        widget=_Files(attrs={"multiple": True, "accept": ACCEPTED}),
        help_text="PDF, pictures, Office documents without macros, plain text; at most 25 MB each.",
    )

    def uploaded(self) -> list[UploadedFile[Any]]:
        given: list[UploadedFile[Any]] = self.cleaned_data["file"]
        return given
