"""How one's mail and calendars come in, and one's plans go out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.signed_in import colleague
from relationships.capture import access_actions, calendar_actions
from relationships.capture.access_actions import SomebodyElses
from relationships.capture.calendar_actions import AlreadySubscribed, TooMany
from relationships.capture.forms import CalendarForm, CaptureForm
from relationships.capture.models import CalendarSubscription
from relationships.capture.own_queries import calendars_of, choice_of, drop_address_of, drop_written, feed_of
from relationships.foundation.undo import offer_undo
from relationships.scoring.nudge import hint

READ_CALENDARS = "relationships.capture.tasks.read_calendars"


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def capture_settings(request: HttpRequest) -> HttpResponse:
    """What is kept, the drop address, calendars, the feed."""
    user = colleague(request)
    choice = choice_of(user)
    form = CaptureForm(request.POST if request.method == "POST" else None, record=choice)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            access_actions.choose_what_is_kept(
                user=user,
                expected_version=given["version"],
                keeps=given["keeps"],
                own_addresses=given["own_addresses"],
            )
        except SomebodyElses as refused:
            form.explain(refused)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=reverse("capture_settings"))
        else:
            messages.success(request, "Saved.")
            return see_other(request, "capture_settings")
    return _answer(request, form, status=422 if form.errors else 200)


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def make_drop_address(request: HttpRequest) -> HttpResponse:
    """A new drop address; the one before takes no mail any more."""
    access_actions.make_drop_address(user=colleague(request))
    return see_other(request, "capture_settings", fragment="drop")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def withdraw_drop_address(request: HttpRequest) -> HttpResponse:
    """Take no mail at it any more."""
    access_actions.withdraw_drop_address(user=colleague(request))
    messages.success(request, "Your drop address takes no mail any more.")
    return see_other(request, "capture_settings", fragment="drop")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
@asks_again
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new feed. Its address is shown in this answer and never again, so there is no page to go on to."""
    user = colleague(request)
    token = access_actions.make_feed(user=user)
    made = settings.BASE_URL + reverse("calendar_feed", args=[token])
    answer = _answer(request, CaptureForm(record=choice_of(user)), made=made)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def withdraw_feed(request: HttpRequest) -> HttpResponse:
    """Answer at its address no more."""
    access_actions.withdraw_feed(user=colleague(request))
    messages.success(request, "The feed answers no more.")
    return see_other(request, "capture_settings", fragment="feed")


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_calendar(request: HttpRequest) -> HttpResponse:
    """Let a calendar be read each hour."""
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        named = form.cleaned_data["name"] or "My calendar"
        try:
            calendar_actions.subscribe_calendar(user=colleague(request), name=named, url=form.cleaned_data["url"])
        except AlreadySubscribed:
            form.add_error("url", "You subscribe to this calendar already.")
        except TooMany:
            form.add_error("url", f"At most {calendar_actions.MOST} calendars. End one first.")
        else:
            hint(READ_CALENDARS, {})
            messages.success(request, f"{named} is read within a minute, and each hour from now on.")
            return see_other(request, "capture_settings", fragment="calendars")
    cancel = reverse("capture_settings")
    page = FormPage("Subscribe to a calendar", form, "Subscribe", cancel, trail=[("Mail and calendar", cancel)])
    return form_answer(request, page)


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def end_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read it no more."""
    found = calendar_actions.end_calendar(subscription=_calendar(request, public_id))
    offer_undo(request, text=f"Read no more: {found.name}", address=reverse("resume_calendar", args=[public_id]))
    return see_other(request, "capture_settings", fragment="calendars")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def resume_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read it again."""
    try:
        calendar_actions.resume_calendar(subscription=_calendar(request, public_id))
    except AlreadySubscribed:
        messages.error(request, "You subscribe to this calendar already.")
    return see_other(request, "capture_settings", fragment="calendars")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def read_calendar_now(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have it read by the worker as soon as it can."""
    found = _calendar(request, public_id)
    calendar_actions.make_due(subscription=found)
    hint(READ_CALENDARS, {})
    messages.info(request, f"{found.name} is read within a minute.")
    return see_other(request, "capture_settings", fragment="calendars")


def _calendar(request: HttpRequest, public_id: str) -> CalendarSubscription:
    return get_object_or_404(CalendarSubscription, user=colleague(request), public_id=public_id)


def _answer(request: HttpRequest, form: CaptureForm, *, made: str = "", status: int = 200) -> HttpResponse:
    user = colleague(request)
    drop, feed = drop_address_of(user), feed_of(user)
    context = {
        "form": form,
        "drop": drop,
        "drop_written": drop_written(drop) if drop else "",
        "feed": feed,
        "made": made,
        "calendars": list(calendars_of(user)),
    }
    return render(request, "capture/settings.html", context, status=status)
