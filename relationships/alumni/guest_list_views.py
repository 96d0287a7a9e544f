"""The guests of an event from our side: inviting, answers heard otherwise, who came, following up."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.alumni import guest_actions
from relationships.alumni.event_forms import FollowUpForm
from relationships.alumni.event_queries import guests_of
from relationships.alumni.event_views import event_asked_for
from relationships.alumni.guest_actions import TooLate
from relationships.alumni.models import Event, Invitation
from relationships.foundation.firm_day import firm_day
from relationships.foundation.undo import offer_undo

FOLLOW_UP_DAYS = 7
MOST_SHOWN = 500


@requires(Capability.EDIT_PEOPLE)
@require_POST
def send_invitations(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write to everybody on the list who was not written to; each letter asks for consent when it goes out."""
    event = event_asked_for(request, public_id)
    if event.called_off_at or event.archived_at or event.starts_at <= timezone.now():
        messages.error(request, "Nothing was sent: the event is over, archived or called off.")
    elif queued := guest_actions.send_invitations(event=event, by=colleague(request)):
        messages.success(
            request, f"{queued} letters go out. Who may not be written to stays on the list with the reason."
        )
    else:
        messages.info(request, "Everybody on the list has been written to.")
    return see_other(request, "event_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def answer_for_guest(request: HttpRequest, public_id: str, invitation_id: str) -> HttpResponse:
    """They told one of us whether they come."""
    guest = _guest(request, public_id, invitation_id)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        messages.error(request, "Say whether they come.")
        return see_other(request, "event_detail", public_id)
    try:
        answered = guest_actions.answer_invitation(invitation=guest, comes=answer == "yes", now=timezone.now())
    except TooLate:
        messages.error(request, "The event has begun, or was called off. Record who came instead.")
    else:
        messages.success(request, f"{guest.person.name}: {answered.get_state_display()}.")
    return see_other(request, "event_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_invitation(request: HttpRequest, public_id: str, invitation_id: str) -> HttpResponse:
    """Take somebody off the list; the strip on the next page puts them back."""
    guest = _guest(request, public_id, invitation_id)
    if guest.archived_at is None:
        as_shown(request, guest)
        user = colleague(request)
        guest_actions.archive_invitation(invitation=guest, expected_version=guest.version, by=user)
        undo = reverse("restore_invitation", args=[public_id, invitation_id])
        offer_undo(request, text=f"Took {guest.person.name} off the list", address=undo)
    return see_other(request, "event_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_invitation(request: HttpRequest, public_id: str, invitation_id: str) -> HttpResponse:
    """Put somebody on the list again."""
    guest = _guest(request, public_id, invitation_id)
    if guest.archived_at is not None:
        guest_actions.restore_invitation(invitation=guest)
        messages.success(request, f"{guest.person.name} is on the list again.")
    return see_other(request, "event_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def record_attendance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tick who came: a touchpoint for each."""
    user, event = colleague(request), event_asked_for(request, public_id)
    if event.starts_at > timezone.now():
        messages.error(request, "The event has not begun.")
        return see_other(request, "event_detail", public_id)
    guests = list(guests_of(user, event).exclude(state="declined")[:MOST_SHOWN])
    if request.method == "POST":
        # Only of those whose line was there: somebody added meanwhile was not judged.
        lines = set(request.POST.getlist("line"))
        ticked = set(request.POST.getlist("came"))
        judged = [guest for guest in guests if guest.public_id in lines]
        came = {guest.pk for guest in judged if guest.public_id in ticked}
        new = guest_actions.record_attendance(event=event, guests=judged, came=came, by=user)
        messages.success(request, f"Recorded. {new} new touchpoints.")
        return see_other(request, "event_detail", public_id)
    return render(request, "alumni/attendance.html", _context(event, guests, "Who came"))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_guests(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a colleague follow up on those who came: a promise each, on their My day when it is due."""
    user, event = colleague(request), event_asked_for(request, public_id)
    guests = list(guests_of(user, event).filter(follow_up__isnull=True, state__in=["going", "listed"])[:MOST_SHOWN])
    guests = [guest for guest in guests if guest.came or (guest.came is None and guest.state == "going")]
    due_on = firm_day().on + timedelta(days=FOLLOW_UP_DAYS)
    initial = {"what": f"Follow up after {event.name}"[:300], "due_on": due_on, "colleague": user.public_id}
    form = FollowUpForm(request.POST or None, initial=initial)
    ticked = set(request.POST.getlist("pick"))
    if request.method == "POST" and form.is_valid():
        chosen = [guest for guest in guests if guest.public_id in ticked]
        if chosen:
            made = guest_actions.follow_up(guests=chosen, by=user, **form.changes())
            messages.success(request, f"{made} to follow up, for {form.cleaned_data['colleague'].name}.")
            return see_other(request, "event_detail", public_id)
        form.add_error(None, "Tick whom to follow up on.")
    context = {
        **_context(event, guests, "Follow up"),
        "form": form,
        "ticked": ticked,
        "first": request.method != "POST",
    }
    return render(request, "alumni/follow_up.html", context, status=422 if form.errors else 200)


def _context(event: Event, guests: list[Invitation], title: str) -> dict[str, object]:
    trail = [("Events", reverse("event_list")), (event.name, reverse("event_detail", args=[event.public_id]))]
    return {"event": event, "guests": guests, "trail": trail, "title": title}


def _guest(request: HttpRequest, public_id: str, invitation_id: str) -> Invitation:
    rows = Invitation.objects.visible_to(colleague(request)).select_related("event", "person")
    found: Invitation = get_object_or_404(rows, event__public_id=public_id, public_id=invitation_id)
    return found
