"""Where somebody may want to begin: names of pages, without knowing what is on them."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.policy import Capability, can
from accounts.vocabulary import speak

# URL name, label, who may.
START_PAGES: tuple[tuple[str, str, Capability | None], ...] = (
    ("my_day", "My day", Capability.LOG_INTERACTIONS),
    ("client_list", "Clients", Capability.SEE_CLIENTS),
    ("person_list", "People", Capability.SEE_PEOPLE),
    ("alumni_list", "Alumni", Capability.SEE_ALUMNI),
    ("repeat_business", "Repeat business", Capability.SEE_REPEAT_BUSINESS),
)


def start_pages(user: User) -> list[tuple[str, str]]:
    """Name and label of the pages that exist and that `user` may open."""
    return [
        (name, speak(label)) for name, label, needs in START_PAGES if _exists(name) and (not needs or can(user, needs))
    ]


def chosen_start(user: User) -> str:
    """The address that `user` chose to begin at; empty without a choice, or when it is no longer theirs."""
    return reverse(user.start_page) if user.start_page in dict(start_pages(user)) else ""


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
