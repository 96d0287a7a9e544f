"""Where each role begins: the first of its pages that exists."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policy import Capability, Role, can
from accounts.queries import the_firm
from accounts.signed_in import colleague
from accounts.start_pages import chosen_start
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.planned import any_due

_MINE = ("client_list", "?owner=me")
_EVERYBODY = ("client_list", "")

# (URL name, query), the wished-for page first.
FIRST_PAGES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.ACCOUNT_MANAGER: (("my_day", ""), _MINE),
    Role.PARTNER: (("repeat_business", ""), _EVERYBODY),
    Role.ASSISTANT: (("my_day", ""), _EVERYBODY),
    Role.ALUMNI_ADMIN: (("alumni_list", "?show=moved"), ("person_list", "")),
    Role.ADMINISTRATOR: (("my_day", ""), _EVERYBODY),
    Role.AUDITOR: (("audit_log", ""), ("repeat_business", ""), _EVERYBODY),
}


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """302 to the touches due on this person's day, else the page they chose, else their role's first."""
    user = colleague(request)
    return HttpResponseRedirect(_set_up(user) or _due(user) or chosen_start(user) or first_page(Role(user.role)))


def _due(user: User) -> str:
    """Touches that are due come before everything else, and stand on one's day."""
    return reverse("my_day") if any_due(user, firm_day().on) else ""


def _set_up(user: User) -> str:
    """The first-run questions, until whoever runs the firm has gone through them."""
    if not can(user, Capability.MANAGE_FIRM) or the_firm().set_up_at is not None:
        return ""
    return reverse("set_up")


def first_page(role: Role) -> str:
    """The address of the first page that exists for `role`."""
    for name, query in FIRST_PAGES[role]:
        try:
            return reverse(name) + query
        except NoReverseMatch:
            continue
    return reverse("profile")
