"""One touchpoint: its page, its form, its history, and taking it back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import SeeOther
from accounts.conflict import differences
from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import last_saved_by
from accounts.record import Conflict, Record
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.foundation.special_notice import tell_of_special
from relationships.foundation.undo import offer_undo
from relationships.interactions import actions
from relationships.interactions.forms import TouchpointForm
from relationships.interactions.log_page import next_address
from relationships.interactions.log_views import title_of
from relationships.interactions.models import Interaction
from relationships.interactions.queries import history
from relationships.interactions.saved_values import saved_values
from relationships.interactions.touch_asked_for import touch_asked_for, touch_to_change
from relationships.interactions.touch_page import touch_page


@requires(Capability.SEE_CLIENTS)
@require_safe
def interaction_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happened, when, and who took part."""
    page = touch_page(colleague(request), touch_asked_for(request, public_id))
    return render(request, "interactions/interaction_detail.html", {"page": page, "log_context": page.log_context})


@requires(Capability.SEE_CLIENTS)
@require_safe
def interaction_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who changed what, participants included."""
    user = colleague(request)
    touch = touch_asked_for(request, public_id)
    context = {"page": touch_page(user, touch), "changes": history(touch, user)}
    return render(request, "interactions/interaction_history.html", context)


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_interaction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every field of a touchpoint."""
    user = colleague(request)
    touch = touch_to_change(request, public_id)
    here = reverse("interaction_detail", args=[public_id])
    saved = saved_values(touch, user)
    form = TouchpointForm(request.POST or None, user=user, record=touch, initial=saved.initial, decided=saved.decided)
    if request.method == "POST" and form.is_valid():
        assert form.touch is not None
        try:
            actions.edit_interaction(
                user=user,
                interaction=touch,
                expected_version=form.cleaned_data["version"],
                touch=form.touch,
                participants=form.participants,
            )
        except Conflict as conflict:
            return _conflict(request, form, conflict, cancel=here)
        messages.success(request, f"Saved: {title_of(touch, user)}.")
        tell_of_special(request, form.touch.summary)
        return SeeOther(next_address(request) or here)
    page = touch_page(user, touch)
    context = {
        "form": form,
        "title": "Edit touchpoint",
        "action": reverse("edit_interaction", args=[public_id]),
        "cancel": next_address(request) or here,
        "next": next_address(request),
        "trail": [*page.trail, (page.title, here)],
    }
    status = 422 if form.is_bound else 200
    return render(request, "interactions/touchpoint_form.html", context, status=status)


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def undo_interaction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a touchpoint back; the strip on the next page brings it back."""
    user = colleague(request)
    found = touch_to_change(request, public_id)
    if found.archived_at is None:
        as_shown(request, found)
    touch = actions.undo_interaction(user=user, interaction=found)
    text = f"Undone: {title_of(touch, user)}"
    offer_undo(request, text=text, address=reverse("restore_interaction", args=[public_id]))
    return SeeOther(_where_from(request) or reverse("interaction_detail", args=[public_id]))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def restore_interaction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring an undone touchpoint back."""
    user = colleague(request)
    touch = actions.restore_interaction(user=user, interaction=touch_to_change(request, public_id))
    text = f"Logged: {title_of(touch, user)}"
    offer_undo(request, text=text, address=reverse("undo_interaction", args=[public_id]))
    return SeeOther(_where_from(request) or reverse("interaction_detail", args=[public_id]))


def _where_from(request: HttpRequest) -> str:
    """The page of ours on which the button was pressed."""
    if wanted := next_address(request):
        return wanted
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _conflict(request: HttpRequest, form: TouchpointForm, conflict: Conflict, *, cancel: str) -> HttpResponse:
    """409: both versions, participants too."""
    current = cast(Interaction, conflict.current)
    now: dict[str, Any] = {name: getattr(current, name) for name in form.fields if hasattr(current, name)}
    theirs = SimpleNamespace(**{**now, **saved_values(current, form.user).initial})
    them = last_saved_by(current)
    context = {
        "record": title_of(current, form.user),
        "their_name": them.name if them else "",
        "changed_at": current.updated_at,
        "action": request.get_full_path(),
        "version": current.version,
        "cancel": cancel,
        "rows": differences(form, cast(Record, theirs)),
    }
    return render(request, "components/conflict.html", context, status=409)
