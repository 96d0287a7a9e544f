"""Breaking the glass of a wall, and going out again."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, form_answer, go_on, see_other
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.clients import wall_glass_actions
from relationships.clients.broken_glass import forget_glass, remember_glass
from relationships.clients.wall_forms import GlassForm
from relationships.clients.wall_glass_actions import NoSuchWall

APP = "allauth.account"
_LEDE = (
    "In an emergency you may go through a wall for 60 minutes. Those inside are told at once who went through and why, "
    "and it stays on record. Every try is counted."
)


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def break_glass(request: HttpRequest) -> HttpResponse:
    """Name the client, say why; sign-in is asked for again."""
    user = colleague(request)
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, app=APP, action="break_glass", user=user):
            form.add_error(None, "Too many tries. Wait an hour, or ask somebody inside to let you in.")
            return form_answer(request, _page(form))
        try:
            found, until = wall_glass_actions.break_glass(by=user, **form.changes())
        except NoSuchWall:
            form.add_error(
                "name",
                speak(
                    "You stand outside no wall around a client of this name, or around work called so. Write it in full."
                ),
            )
        else:
            remember_glass(request, until)
            messages.warning(request, f"{found.name} is open to you until {timezone.localtime(until):%H:%M}.")
            return go_on(request, found.address)
    return form_answer(request, _page(form))


@requires(Capability.MANAGE_WALLS)
@require_POST
def leave_glass(request: HttpRequest) -> HttpResponse:
    """Go out of every wall one went through, before the hour is over."""
    wall_glass_actions.leave_glass(by=colleague(request))
    forget_glass(request)
    messages.success(request, "You are outside again.")
    return see_other(request, "wall_list")


def _page(form: GlassForm) -> FormPage:
    trail = [("Walls", reverse("wall_list"))]
    return FormPage(
        "Break the glass", form, "Break the glass", cancel=reverse("wall_list"), lede=speak(_LEDE), trail=trail
    )
