"""Before anybody can sign in: the first administrator lets themselves in with the key that the server printed."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import first_key
from accounts.admin_actions import AddressTaken
from accounts.answers import SeeOther
from accounts.first_actions import AlreadyRun, WrongKey, add_first_administrator
from accounts.first_forms import FirstAdministratorForm

WRONG_KEY = (
    "That is not the key, or it is older than a day. Look at the newest lines of the server, "
    "or run `manage.py welcome` for a new one."
)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest) -> HttpResponse:
    """Make the first administrator; there is no such page once somebody administers the firm."""
    if not first_key.is_open():
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="first_key"):
            form.add_error("key", "Too many tries. Wait an hour, or run `manage.py welcome` for a new key then.")
        elif form.is_valid() and (answer := _let_in(request, form)):
            return answer
    context = {"form": form, "hours": first_key.HOURS}
    return render(request, "accounts/first_administrator.html", context, status=422 if form.errors else 200)


def _let_in(request: HttpRequest, form: FirstAdministratorForm) -> HttpResponse | None:
    try:
        user = add_first_administrator(**form.changes())
    except WrongKey:
        form.add_error("key", WRONG_KEY)
    except AddressTaken:
        form.add_error("email", "Somebody is known by this address already. Use another one.")
    except AlreadyRun as late:
        raise Http404 from late
    else:
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return SeeOther(settings.LOGIN_REDIRECT_URL)
    return None
