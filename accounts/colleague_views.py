"""Colleagues: who they are, what they may do, and whether they may still come in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import admin_actions
from accounts.admin_actions import AddressTaken, LastAdministrator, YourOwnRights
from accounts.admin_forms import ColleagueForm
from accounts.admin_queries import STATES, colleague_filters, colleagues
from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import asks_again, requires
from accounts.invitations import invite
from accounts.models import User
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.record_history import history_of
from accounts.scopes import scope_of
from accounts.second_step import second_step_in_words
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import role_choices, speak

PAGE_SIZE = 50
REFUSALS = (AddressTaken, YourOwnRights, LastAdministrator)
HISTORY_FIELDS = {
    "name": "Name",
    "email": "E-mail",
    "role": "Role",
    "office": "Office",
    "practice": "Practice",
    "supports": "Works for",
    "joined_on": "Joined",
    "left_on": "Left",
    "is_active": "May sign in",
    "firm_totals": "Firm totals",
    "clients_seen": "Sees",
}


@requires(Capability.MANAGE_FIRM)
@require_safe
def colleague_list(request: HttpRequest) -> HttpResponse:
    """Colleagues by name, narrowed by text, role and whether they work here."""
    filters = colleague_filters(request.GET)
    page = Paginator(colleagues(filters), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "roles": role_choices(), "states": STATES.items()}
    return render(request, "accounts/colleagues.html", context)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def add_colleague(request: HttpRequest) -> HttpResponse:
    """A new colleague; the link to choose a password is sent from their page."""
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = admin_actions.add_colleague(**form.changes())
        except AddressTaken as refused:
            form.explain(refused)
        else:
            messages.success(request, f"Added {user.name}.")
            return see_other(request, "colleague_detail", user.public_id)
    cancel = reverse("colleague_list")
    return form_answer(request, FormPage("Add a colleague", form, "Add colleague", cancel=cancel, trail=_trail()))


@requires(Capability.MANAGE_FIRM)
@require_safe
def colleague_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One colleague, and who changed what about them."""
    rows = User.objects.select_related("office", "practice", "supports")
    user = get_object_or_404(rows, public_id=public_id)
    context = {
        "person": user,
        "is_you": user.pk == colleague(request).pk,
        "second_step": second_step_in_words(user),
        "sees": speak(f"sees those of {scope}".replace("your", "their") if (scope := scope_of(user)) else "sees all"),
        "changes": history_of(user, fields=HISTORY_FIELDS, what="this colleague", before=request.GET.get("before", "")),
        "trail": _trail(),
    }
    return render(request, "accounts/colleague.html", context)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def edit_colleague(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name, address, place and rights."""
    user, here = _user(public_id), reverse("colleague_detail", args=[public_id])
    form = ColleagueForm(request.POST or None, record=user)
    if request.method == "POST" and form.is_valid():
        try:
            version, by = form.cleaned_data["version"], colleague(request)
            saved = admin_actions.edit_colleague(user=user, by=by, expected_version=version, changes=form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, f"Saved {saved.name}.")
            return see_other(request, "colleague_detail", public_id)
    trail = [*_trail(), (user.name, here)]
    return form_answer(request, FormPage(f"Edit {user.name}", form, "Save colleague", cancel=here, trail=trail))


@requires(Capability.MANAGE_FIRM)
@require_POST
def close_account(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a colleague's access; reopening brings it back."""
    user = _user(public_id)
    try:
        if user.is_active:
            as_shown(request, user)
            admin_actions.close_account(user=user, by=colleague(request))
            messages.success(request, f"{user.name} can't sign in any more. What they did stays.")
    except YourOwnRights:
        messages.error(request, "Nobody closes their own account. Ask another administrator.")
    except LastAdministrator:
        messages.error(request, "The firm needs an administrator. Make somebody else one first.")
    return see_other(request, "colleague_detail", public_id)


@requires(Capability.MANAGE_FIRM)
@require_POST
@asks_again
def reopen_account(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a colleague in again."""
    user = _user(public_id)
    if not user.is_active:
        admin_actions.reopen_account(user=user)
        messages.success(request, f"{user.name} may sign in again.")
    return see_other(request, "colleague_detail", public_id)


@requires(Capability.MANAGE_FIRM)
@require_POST
@asks_again
def send_sign_in_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mail a link with which they choose a password; without mail it is shown once, to be handed over."""
    user = _user(public_id)
    if user.is_active and user.email:
        link = invite(request, user)
        shown = f"No mail is set up on this server. Hand over this link, it works once: {link}"
        messages.success(request, shown if link else f"Sent a link to {user.email}.")
    else:
        messages.error(request, f"{user.name} has no address to send a link to, or a closed account.")
    return see_other(request, "colleague_detail", public_id)


def _user(public_id: str) -> User:
    return get_object_or_404(User, public_id=public_id)


def _trail() -> list[tuple[str, str]]:
    return [("Colleagues", reverse("colleague_list"))]
