"""Where one is signed in, and signing out there: one's own sessions, and for an administrator a colleague's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.signed_in_places import sign_out_everywhere, sign_out_there, signed_in_places


@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in with this account."""
    places = signed_in_places(colleague(request), here=_here(request))
    return render(request, "accounts/sessions.html", {"places": places, "others": len(places) > 1})


@login_required
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out one browser, from this one."""
    if sign_out_there(colleague(request), token=request.POST.get("session", "")):
        messages.success(request, "Signed out there.")
    else:
        messages.info(request, "Nobody is signed in there any more.")
    return see_other(request, "session_list")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out every browser but this one."""
    count = sign_out_everywhere(colleague(request), but=_here(request))
    browsers = "1 other browser" if count == 1 else f"{count} other browsers"
    messages.success(request, f"Signed out {browsers}." if count else "You are signed in nowhere else.")
    return see_other(request, "session_list")


@requires(Capability.MANAGE_FIRM)
@require_POST
def end_sessions_of(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign a colleague out everywhere: a lost laptop, a phone left in a taxi."""
    user = get_object_or_404(User, public_id=public_id)
    count = sign_out_everywhere(user, but=_here(request))
    browsers = "1 browser" if count == 1 else f"{count} browsers"
    messages.success(
        request, f"Signed {user.name} out in {browsers}." if count else f"{user.name} is signed in nowhere."
    )
    return see_other(request, "colleague_detail", public_id)


def _here(request: HttpRequest) -> str:
    return request.session.session_key or ""
