"""Which part of the firm's clients a colleague is limited to. Off unless the firm says so (ADR 0027).

The gate asks the same in SQL (`clients_colleagues_near`); this is for pages that say it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Firm, User
from accounts.policy import Role
from accounts.queries import the_firm

_SEEN = User.ClientsSeen


@dataclass(frozen=True)
class Scope:
    """By which of a colleague's places their clients are limited; by neither: they see all."""

    office: bool = False
    practice: bool = False

    def __bool__(self) -> bool:
        return self.office or self.practice

    def __str__(self) -> str:
        """ "your office and practice"."""
        return "your " + " and ".join(filter(None, ["office" * self.office, "practice" * self.practice]))


def scope_of(user: User) -> Scope:
    """What `user` is limited to now."""
    if user.role == Role.ADMINISTRATOR or user.clients_seen == _SEEN.ALL:
        return Scope()
    if user.clients_seen == _SEEN.AS_ROLE:
        firm = the_firm()
        return Scope(user.role in firm.office_roles, user.role in firm.practice_roles)
    return Scope(user.clients_seen in (_SEEN.OFFICE, _SEEN.BOTH), user.clients_seen in (_SEEN.PRACTICE, _SEEN.BOTH))


@dataclass(frozen=True)
class RoleScope:
    """Of a role: how many may sign in, how many of them are limited, and how many of these have no place to go by."""

    role: str
    colleagues: int
    limited: int
    nowhere: int


def scoped_by_role() -> list[RoleScope]:
    """Every role that somebody has who may sign in, by name of the role."""
    firm = the_firm()
    office, practice = _limited(firm, "office"), _limited(firm, "practice")
    nowhere = (office & Q(office__isnull=True)) | (practice & Q(practice__isnull=True))
    may_sign_in = User.objects.filter(is_active=True, email__isnull=False, archived_at__isnull=True)
    counted = may_sign_in.values("role").annotate(
        all=Count("pk"), limited=Count("pk", filter=office | practice), nowhere=Count("pk", filter=nowhere)
    )
    return [RoleScope(row["role"], row["all"], row["limited"], row["nowhere"]) for row in counted.order_by("role")]


def _limited(firm: Firm, place: str) -> Q:
    by_role = Q(clients_seen=_SEEN.AS_ROLE, role__in=getattr(firm, f"{place}_roles"))
    return (by_role | Q(clients_seen__in=[place, _SEEN.BOTH])) & ~Q(role=Role.ADMINISTRATOR)
