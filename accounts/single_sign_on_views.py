"""The way to the firm's own provider and back. What it needs is read when somebody goes it: few workers ever do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.single_sign_on import PROVIDER, provider_name, refused


@require_POST
def openid_connect_login(request: HttpRequest, provider_id: str = PROVIDER) -> HttpResponse:
    """Go to the provider."""
    from allauth.socialaccount.providers.openid_connect.views import login

    return _answer(request, provider_id, login)


@require_http_methods(["GET", "POST"])
def openid_connect_callback(request: HttpRequest, provider_id: str = PROVIDER) -> HttpResponse:
    """Come back from it."""
    from allauth.socialaccount.providers.openid_connect.views import callback

    return _answer(request, provider_id, callback)


@require_safe
def back_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where the library has a page of its own, which we don't: cancelled, failed, or nobody's account."""
    return HttpResponseRedirect(reverse("account_login"))


def _answer(request: HttpRequest, provider_id: str, view: Callable[[HttpRequest, str], HttpResponse]) -> HttpResponse:
    if not provider_name() or provider_id != PROVIDER:
        raise Http404
    try:
        return view(request, provider_id)
    except (OSError, ValueError, KeyError):
        # Out of reach, or it answered something else than a provider does.
        away = refused(request, "Your provider can't be reached. Use your password, or try again in a while.")
        answer: HttpResponse = away.response
        return answer
