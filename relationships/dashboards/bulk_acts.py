"""What can be done with many records at once, by whom."""

from __future__ import annotations

from accounts.models import User
from accounts.policy import Capability, can

Offer = tuple[str, str, str]
"""Act, words of its button, icon."""

_FILE: list[Offer] = [("export", "Export", "download")]
_MERGE: Offer = ("merge", "Merge", "copy")
_PIN: list[Offer] = [("pin", "Pin", "pin"), *_FILE]


def acts_on_clients(user: User, *, archived: bool) -> list[Offer]:
    """What `user` may do with clients of a list, of current or of archived ones."""
    if not can(user, Capability.EDIT_CLIENTS):
        return _PIN
    if archived:
        return [("restore", "Bring back", "arrow-back-up"), *_PIN]
    own: list[Offer] = [
        ("owner", "Assign", "user-heart"),
        ("team", "Add to team", "user-plus"),
        ("archive", "Archive", "archive"),
        _MERGE,
    ]
    return [*own, *_PIN]


def acts_on_people(user: User, *, archived: bool) -> list[Offer]:
    """What `user` may do with people of a list, of current or of archived ones."""
    if not can(user, Capability.EDIT_PEOPLE):
        return _PIN
    if archived:
        return [("restore", "Bring back", "arrow-back-up"), *_PIN]
    return [("write", "Invite", "calendar-plus"), ("archive", "Archive", "archive"), _MERGE, *_PIN]


def acts_on_engagements(user: User, *, archived: bool) -> list[Offer]:
    """What `user` may do with work of the list, of current or of archived work. It is not pinned: its client is."""
    if not can(user, Capability.EDIT_CLIENTS):
        return _FILE
    if archived:
        return [("restore", "Bring back", "arrow-back-up"), *_FILE]
    return [("owner", "Set who leads", "user-heart"), ("archive", "Archive", "archive"), *_FILE]


def acts_on_alumni(user: User, *, archived: bool) -> list[Offer]:
    """What `user` may do with alumni of the directory, of current or of archived ones."""
    if archived:
        return [("restore", "Bring back", "arrow-back-up"), *_PIN] if can(user, Capability.EDIT_ALUMNI) else _PIN
    write: Offer = ("write", "Write to them", "mail")
    if not can(user, Capability.EDIT_ALUMNI):
        return [write, *_PIN]
    return [write, ("owner", "Set keeper", "user-heart"), ("archive", "Archive", "archive"), *_PIN]
