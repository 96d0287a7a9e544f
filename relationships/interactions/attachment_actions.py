"""Attaching files to touchpoints, and taking them away again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.text import TextError, clean_text
from relationships.foundation.file_kinds import LARGEST, NotTaken, kind_of, named
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.attachment_store import discard, new_key, store
from relationships.interactions.models import Interaction

MOST_FILES = 20
"""On one touchpoint."""


class TooMany(ValueError):
    """The touchpoint has as many files as it may."""


@transaction.atomic
def attach_file(*, user: User, touch: Interaction, file: UploadedFile[Any]) -> Attachment:
    """Keep `file` with a touchpoint that the caller may change. The same content again is the same attachment.

    Raises `NotTaken` for what is no kind of ours or too large, `TooMany`, `NoRoom`.
    """
    if (file.size or 0) > LARGEST:
        raise NotTaken("It is larger than 25 MB. Attach a smaller version, or note where it lies.")
    opened = file.file
    assert opened is not None
    kind = kind_of(opened)
    digest = _digest(file)
    everything = Interaction.objects.unscoped(reason="locks the row the caller was given")
    everything.select_for_update().get(pk=touch.pk)
    theirs = Attachment.objects.filter(interaction=touch)
    if before := theirs.filter(digest=digest).first():
        return restore_attachment(attachment=before)
    if theirs.filter(archived_at__isnull=True).count() >= MOST_FILES:
        raise TooMany(f"A touchpoint keeps at most {MOST_FILES} files.")
    attachment = Attachment.objects.create(
        interaction=touch,
        name=named(_plain(file.name or "file"), kind),
        kind=kind.key,
        size=file.size or 0,
        digest=digest,
        key=new_key(),
        added_by=user,
    )
    # Last, so that what the database refuses leaves no file behind.
    store(attachment.key, file.chunks())
    return attachment


@transaction.atomic
def archive_attachment(*, attachment: Attachment, expected_version: int) -> Attachment:
    """Take a file away; its bytes stay until the touchpoint is erased. Raises `Conflict`."""
    return attachment.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_attachment(*, attachment: Attachment) -> Attachment:
    """Bring a file back. Twice is the same as once."""
    if attachment.archived_at is None:
        return attachment
    return attachment.save_changes(expected_version=attachment.version, changes={"archived_at": None})


@transaction.atomic
def erase_attachments(*, touches: Collection[int]) -> int:
    """Remove every file of these touchpoints for good, bytes and facts; for erasure. How many there were."""
    files = Attachment.objects.filter(interaction__in=touches)
    return discard_attachments(ids=list(files.values_list("pk", flat=True)))


@transaction.atomic
def discard_attachments(*, ids: Collection[int]) -> int:
    """Remove these files for good, bytes and facts. How many there were."""
    keys = list(Attachment.objects.filter(pk__in=ids).values_list("key", flat=True))
    Attachment.objects.filter(pk__in=ids).delete()
    for key in keys:
        transaction.on_commit(partial(discard, key))
    return len(keys)


def _digest(file: UploadedFile[Any]) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def _plain(name: str) -> str:
    """The name without what is no text, and without any folder."""
    try:
        cleaned = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1])
    except TextError:
        cleaned = ""
    return cleaned.strip(". ")[-190:] or "file"
