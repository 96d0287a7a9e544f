"""The words under which alumni agree: new ones are added, old ones stay readable."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.alumni.models import ConsentText


class NameTaken(ValueError):
    """A text of this name exists, and somebody may have agreed to it."""


@transaction.atomic
def add_consent_text(*, by: User, name: str, words: str) -> ConsentText:
    """Ask under these words from now on. Raises `NameTaken`."""
    if ConsentText.objects.filter(name=name).exists():
        raise NameTaken
    return ConsentText.objects.create(name=name, words=words, written_by=by)


@transaction.atomic
def archive_consent_text(*, text: ConsentText, expected_version: int) -> ConsentText:
    """Ask under it no more; the one before holds again. Whoever agreed to it still has."""
    return text.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_consent_text(*, text: ConsentText) -> ConsentText:
    """Ask under it again."""
    return text.save_changes(expected_version=text.version, changes={"archived_at": None})
