"""What colleagues do about what alumni told them: take care of it, leave it, record the new post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.alumni.models import AlumnusWord
from relationships.clients.models import Client
from relationships.contacts.models import OutsidePost, Position
from relationships.contacts.outside_post_actions import add_job, edit_outside_post
from relationships.contacts.position_actions import edit_position


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


@transaction.atomic
def record_told_post(
    *, by: User, word: AlumnusWord, employer: Client | str, title: str, since: date | None, ends: bool, today: date
) -> AlumnusWord:
    """Add the post they told us of; with `ends`, what they held until now ends on the day it begins.

    Only jobs that `by` may know of end. Touchpoints stay with the posts of their days. Raises `Conflict`.
    """
    settled = settle_word(by=by, word=word, done=True)
    person, day = word.alumnus.person, since or today
    if ends:
        for held in Position.objects.visible_to(by).current().filter(person=person):
            edit_position(position=held, expected_version=held.version, changes=_ending(held, day))
        for post in OutsidePost.objects.filter(person=person, archived_at__isnull=True, ended_on__isnull=True):
            edit_outside_post(post=post, expected_version=post.version, changes=_ending(post, day))
    add_job(person=person, employer=employer, title=title, started_on=since)
    return settled


def _ending(held: Position | OutsidePost, day: date) -> dict[str, Any]:
    return {"ended_on": max(day, held.started_on) if held.started_on else day}
