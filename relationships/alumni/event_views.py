"""Events: the list, one event with its guests, making, changing and calling it off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.alumni import event_actions
from relationships.alumni.event_file import event_file
from relationships.alumni.event_forms import EventForm
from relationships.alumni.event_queries import EVENT_HEADER, HEADER, changes_told, event_lines, event_rows, guest_rows
from relationships.alumni.event_queries import event_page as read_page
from relationships.alumni.models import Event
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.table_response import table_response
from relationships.foundation.undo import offer_undo


def _events(request: HttpRequest) -> ListFile:
    past = request.GET.get("past") == "yes"
    return ListFile("events.csv", EVENT_HEADER, event_rows(colleague(request), timezone.now(), past=past))


@requires(Capability.SEE_ALUMNI)
@require_safe
@also_as_file(_events)
def event_list(request: HttpRequest) -> HttpResponse:
    """What we invite people to: what is to come, and with `?past=yes` what was."""
    user, past = colleague(request), request.GET.get("past") == "yes"
    lines, page = event_lines(user, timezone.now(), past=past, number=request.GET.get("page", "1"))
    context = {"lines": lines, "page": page, "past": past, "may_edit": can(user, Capability.EDIT_PEOPLE)}
    return render(request, "alumni/events.html", context)


@requires(Capability.SEE_ALUMNI)
@require_safe
def event_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One event: its guests, their answers, places, and what is to be done."""
    user, event = colleague(request), event_asked_for(request, public_id)
    state, number = request.GET.get("state", ""), request.GET.get("page", "1")
    page = read_page(user, event, timezone.now(), firm_day().on, state=state, number=number)
    trail = [("Events", reverse("event_list"))]
    context = {"page": page, "may_edit": can(user, Capability.EDIT_PEOPLE), "trail": trail, "zone": firm_day().zone}
    return render(request, "alumni/event.html", context)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_event(request: HttpRequest) -> HttpResponse:
    """Something to invite people to."""
    user = colleague(request)
    form = EventForm(request.POST or None, user=user, initial={"host": user.public_id})
    if request.method == "POST" and form.is_valid():
        event = event_actions.add_event(**form.changes())
        messages.success(request, f"Added {event.name}. Now choose whom to invite.")
        return see_other(request, "event_detail", event.public_id)
    here = reverse("event_list")
    return form_answer(request, FormPage("Add an event", form, "Add event", cancel=here, trail=[("Events", here)]))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """What, when, where, for how many. More places go to whoever waits longest."""
    user, event = colleague(request), event_asked_for(request, public_id)
    here = reverse("event_detail", args=[public_id])
    form = EventForm(request.POST or None, user=user, record=event)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            event_actions.edit_event(event=event, expected_version=version, changes=form.changes(), by=user)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        told = changes_told(user, event.pk)
        guests = (
            f" {told} guest{'s' * (told != 1)} will be told of the new day or place in five minutes." if told else ""
        )
        messages.success(request, f"Saved.{guests}")
        return see_other(request, "event_detail", public_id)
    trail = [("Events", reverse("event_list")), (event.name, here)]
    return form_answer(request, FormPage(f"Edit {event.name}", form, "Save event", cancel=here, trail=trail))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put it away; the strip on the next page brings it back."""
    event = event_asked_for(request, public_id)
    if event.archived_at is None:
        as_shown(request, event)
        event_actions.archive_event(event=event, expected_version=event.version)
        offer_undo(request, text=f"Archived {event.name}", address=reverse("restore_event", args=[public_id]))
    return see_other(request, "event_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it back."""
    event = event_asked_for(request, public_id)
    if event.archived_at is not None:
        event_actions.restore_event(event=event)
        messages.success(request, f"{event.name} is back.")
    return see_other(request, "event_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def call_off_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """It does not take place: whoever said they would come gets a mail."""
    event = event_asked_for(request, public_id)
    if event.called_off_at is None:
        as_shown(request, event)
        told = event_actions.call_off(event=event, expected_version=event.version, by=colleague(request))
        messages.success(request, f"Called off. {told} who counted on it get a mail.")
    return see_other(request, "event_detail", public_id)


@requires(Capability.SEE_ALUMNI)
@require_safe
def event_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """The event for one's own calendar."""
    event = event_asked_for(request, public_id)
    return calendar_answer(event)


@requires(Capability.SEE_ALUMNI)
@require_safe
def export_guests(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The guests whom one may know of, as a table."""
    event = event_asked_for(request, public_id)
    rows = guest_rows(colleague(request), event, state=request.GET.get("state", ""))
    return table_response(request, "guests.csv", HEADER, rows)


def calendar_answer(event: Event) -> HttpResponse:
    """The calendar file as a download."""
    answer = HttpResponse(event_file(event, timezone.now()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return answer


def event_asked_for(request: HttpRequest, public_id: str) -> Event:
    """The visible event that an address names, else 404."""
    rows = Event.objects.visible_to(colleague(request)).select_related("host", "client")
    found: Event = get_object_or_404(rows, public_id=public_id)
    return found
