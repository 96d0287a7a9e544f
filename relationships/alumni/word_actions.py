"""What colleagues do about what alumni told them: take care of it, or leave it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.alumni.models import AlumnusWord


@transaction.atomic
def settle_word(*, by: User, word: AlumnusWord, done: bool) -> AlumnusWord:
    """It is taken care of (or, with `done` false, left as it is). Raises `Conflict` when somebody has already."""
    if word.state != AlumnusWord.State.WAITING:
        raise Conflict(word)
    state = AlumnusWord.State.DONE if done else AlumnusWord.State.DECLINED
    changes = {"state": state, "decided_by": by, "decided_at": timezone.now()}
    return word.save_changes(expected_version=word.version, changes=changes)


@transaction.atomic
def unsettle_word(*, word: AlumnusWord) -> AlumnusWord:
    """Let it wait again. What was done about it stays."""
    changes = {"state": AlumnusWord.State.WAITING, "decided_by": None, "decided_at": None}
    return word.save_changes(expected_version=word.version, changes=changes)
