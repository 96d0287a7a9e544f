"""Who may do what, by role. Which *records* somebody sees is `visible_to(user)`; this is about acts.

Pure data: one table, read top to bottom. Source: the role table of the product's design (docs/house.md).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a colleague is to the product."""

    ACCOUNT_MANAGER = "account_manager"
    PARTNER = "partner"
    ASSISTANT = "assistant"
    ALUMNI_ADMIN = "alumni_admin"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Capability(StrEnum):
    """An act or a kind of figure that a role may be given."""

    SEE_CLIENTS = "see_clients"
    EDIT_CLIENTS = "edit_clients"
    SEE_FEES = "see_fees"
    EDIT_LEDGER = "edit_ledger"
    SEE_REPEAT_BUSINESS = "see_repeat_business"
    SEE_HEALTH = "see_health"
    LOG_INTERACTIONS = "log_interactions"
    SEE_PEOPLE = "see_people"
    EDIT_PEOPLE = "edit_people"
    SEE_ALUMNI = "see_alumni"
    EDIT_ALUMNI = "edit_alumni"
    HAND_OVER = "hand_over"
    MANAGE_FIRM = "manage_firm"
    MANAGE_WALLS = "manage_walls"
    APPROVE_GIFTS = "approve_gifts"
    IMPORT_DATA = "import_data"
    MERGE_CLIENTS = "merge_clients"
    MERGE_PEOPLE = "merge_people"
    SEE_AUDIT = "see_audit"
    ERASE_PEOPLE = "erase_people"


_C = Capability
_EVERYDAY = frozenset({_C.SEE_CLIENTS, _C.SEE_PEOPLE, _C.SEE_ALUMNI})

CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.ACCOUNT_MANAGER: _EVERYDAY
    | {_C.EDIT_CLIENTS, _C.SEE_FEES, _C.SEE_REPEAT_BUSINESS, _C.SEE_HEALTH, _C.LOG_INTERACTIONS, _C.EDIT_PEOPLE},
    Role.PARTNER: _EVERYDAY
    | {
        _C.EDIT_CLIENTS,
        _C.SEE_FEES,
        _C.EDIT_LEDGER,
        _C.SEE_REPEAT_BUSINESS,
        _C.SEE_HEALTH,
        _C.LOG_INTERACTIONS,
        _C.EDIT_PEOPLE,
        _C.HAND_OVER,
        _C.MANAGE_WALLS,
        _C.APPROVE_GIFTS,
        _C.MERGE_CLIENTS,
        _C.MERGE_PEOPLE,
        _C.ERASE_PEOPLE,
    },
    Role.ASSISTANT: _EVERYDAY | {_C.SEE_HEALTH, _C.LOG_INTERACTIONS, _C.EDIT_PEOPLE},
    Role.ALUMNI_ADMIN: _EVERYDAY | {_C.LOG_INTERACTIONS, _C.EDIT_PEOPLE, _C.EDIT_ALUMNI, _C.MERGE_PEOPLE},
    Role.ADMINISTRATOR: _EVERYDAY
    | {
        _C.EDIT_CLIENTS,
        _C.SEE_FEES,
        _C.EDIT_LEDGER,
        _C.SEE_REPEAT_BUSINESS,
        _C.SEE_HEALTH,
        _C.LOG_INTERACTIONS,
        _C.EDIT_PEOPLE,
        _C.EDIT_ALUMNI,
        _C.HAND_OVER,
        _C.MANAGE_FIRM,
        _C.MANAGE_WALLS,
        _C.APPROVE_GIFTS,
        _C.MERGE_CLIENTS,
        _C.MERGE_PEOPLE,
        _C.IMPORT_DATA,
        _C.SEE_AUDIT,
        _C.ERASE_PEOPLE,
    },
    Role.AUDITOR: _EVERYDAY | {_C.SEE_FEES, _C.SEE_REPEAT_BUSINESS, _C.SEE_HEALTH, _C.SEE_AUDIT},
}


_ROLES = frozenset(role.value for role in Role)


class HasRole(Protocol):
    """Anything with a role; anonymous visitors have none."""

    role: str
    works_here: bool


# What a firm may take from a role: asked only for these.
MAY_BE_WITHHELD = frozenset({(Role.ACCOUNT_MANAGER, Capability.SEE_FEES)})


class Withheld:
    """Where the firm's settings answer; set once, when the apps are ready (`accounts.apps`)."""

    asks: Callable[[Role, Capability], bool] = staticmethod(lambda role, capability: False)


def has(role: Role, capability: Capability) -> bool:
    """Whether `role` may do `capability` in this firm."""
    if capability not in CAPABILITIES[role]:
        return False
    return (role, capability) not in MAY_BE_WITHHELD or not Withheld.asks(role, capability)


def can(user: object, capability: Capability) -> bool:
    """Whether `user` may do `capability`. False for anonymous visitors, closed accounts, whoever's last day is over, and
    a role that is none of ours."""
    role = getattr(user, "role", None)
    if role not in _ROLES or not getattr(user, "works_here", False):
        return False
    return has(Role(role), capability)


def roles_with(capability: Capability) -> list[Role]:
    """The roles that may do `capability`, so that a refusal can say who can."""
    return [role for role in Role if has(role, capability)]
