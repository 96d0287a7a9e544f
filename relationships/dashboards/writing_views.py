"""Writing to alumni and inviting people: from their lists, from ticks, from somebody's ties."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import go_on, see_other
from accounts.fields import colleagues_here
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.alumni import guest_actions
from relationships.alumni.consent_queries import recipients
from relationships.alumni.event_views import event_asked_for
from relationships.alumni.guest_actions import MOST_GUESTS, TooManyGuests
from relationships.alumni.letter_actions import queue_letters
from relationships.alumni.models import Event, Invitation, Letter
from relationships.contacts.models import Person
from relationships.dashboards.list_export import picked
from relationships.dashboards.models import ListKey
from relationships.dashboards.people_filters import people_filters
from relationships.dashboards.people_search import every_person
from relationships.dashboards.writing_page import (
    ASK,
    HEADER,
    LIVING,
    chosen_alumni,
    events_to_come,
    plain_query,
    recipient_rows,
    tied_people,
    with_clients,
)
from relationships.dashboards.writing_page import writing_page as read_page
from relationships.foundation.firm_day import firm_day
from relationships.foundation.table_response import table_response

SHOWN = 200


@requires(Capability.SEE_ALUMNI)
@require_safe
def write_to_alumni(request: HttpRequest) -> HttpResponse:
    """Whom a letter would reach, and why not the others; from here they are asked, invited, or taken along as a file."""
    trail = [(speak("Alumni"), reverse("alumni_list"))]
    context = {"page": read_page(colleague(request), request.GET), "trail": trail}
    return render(request, "dashboards/writing.html", context)


@requires(Capability.EDIT_ALUMNI)
@require_POST
def ask_many_for_consent(request: HttpRequest) -> HttpResponse:
    """Queue the request for consent to all who may be asked."""
    user, query = colleague(request), QueryDict(request.POST.get("list", ""))
    asked = recipients(chosen_alumni(user, query), purpose=ASK, today=firm_day().on)
    count = queue_letters(alumni=asked.order_by("pk"), kind=Letter.Kind.ASK, asked_by=user)
    messages.success(request, speak(f"{count} {'alumnus is' if count == 1 else 'alumni are'} asked by mail."))
    return go_on(request, f"{reverse('write_to_alumni')}?{plain_query(query)}&purpose=ask")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def invite_alumni(request: HttpRequest) -> HttpResponse:
    """Put the chosen alumni on the list of an event; no letter goes out yet."""
    user, query = colleague(request), QueryDict(request.POST.get("list", ""))
    event = _event(user, request.POST.get("event", ""))
    if event is None:
        messages.error(request, "Choose an event.")
        return go_on(request, f"{reverse('write_to_alumni')}?{plain_query(query)}")
    people: list[tuple[int, int | None]]
    people = [(person_id, None) for person_id in chosen_alumni(user, query).values_list("person_id", flat=True)]
    return _invited(request, event, people, Invitation.Source.ALUMNI)


@requires(Capability.SEE_ALUMNI)
@require_safe
def export_recipients(request: HttpRequest) -> HttpResponseBase:
    """Whom one may write to about a purpose, with their addresses; nobody else is in it."""
    return table_response(request, "recipients.csv", HEADER, recipient_rows(colleague(request), request.GET))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_people(request: HttpRequest) -> HttpResponse:
    """Put people of a list, or those ticked there, on the list of an event."""
    user = colleague(request)
    query = QueryDict(request.POST.get("list", "")) if request.method == "POST" else request.GET
    ids = picked(query, user, ListKey.PEOPLE, every_person(user, people_filters(query), most=MOST_GUESTS + 1))
    event = _event(user, request.POST.get("event", ""))
    if request.method == "POST" and event:
        return _invited(request, event, with_clients(user, ids), Invitation.Source.PEOPLE)
    context = {
        "title": "Invite people",
        "trail": [("People", reverse("person_list"))],
        "query": plain_query(query),
        "count": len(ids),
        "people": _named(user, ids),
        "events": events_to_come(user),
        "problem": "Choose an event." if request.method == "POST" else "",
    }
    return render(request, "dashboards/invite.html", context, status=422 if request.method == "POST" else 200)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_from_ties(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put those on the list with whom a colleague has a living tie: `?who=` names the colleague."""
    user, event = colleague(request), event_asked_for(request, public_id)
    asked = request.POST.get("who", "") or request.GET.get("who", "")
    known = asked.isascii() and asked.isalnum()
    holder = colleagues_here().filter(public_id=asked).first() if known else None
    ids = tied_people(user, holder) if holder else []
    if request.method == "POST" and ids:
        chosen = set(request.POST.getlist("pick"))
        wanted = list(
            Person.objects.visible_to(user).filter(pk__in=ids, public_id__in=chosen).values_list("pk", flat=True)
        )
        if wanted:
            return _invited(request, event, with_clients(user, wanted), Invitation.Source.TIES)
    context = {
        "event": event,
        "trail": [("Events", reverse("event_list")), (event.name, reverse("event_detail", args=[public_id]))],
        "holder": holder,
        "colleagues": colleagues_here().order_by("name_search", "id"),
        "people": _named(user, ids),
        "least": LIVING,
        "problem": "Choose a colleague, then tick whom to invite." if request.method == "POST" else "",
    }
    return render(request, "dashboards/invite_ties.html", context, status=422 if request.method == "POST" else 200)


def _event(user: User, public_id: str) -> Event | None:
    given = public_id.isascii() and public_id.isalnum()
    return next((each for each in events_to_come(user) if given and each.public_id == public_id), None)


def _named(user: User, ids: list[int]) -> list[Person]:
    found = Person.objects.visible_to(user).in_bulk(ids[:SHOWN])
    return [found[pk] for pk in ids[:SHOWN] if pk in found]


def _invited(request: HttpRequest, event: Event, people: list[tuple[int, int | None]], source: str) -> HttpResponse:
    try:
        new = guest_actions.add_guests(event=event, guests=people, by=colleague(request), source=source)
    except TooManyGuests as problem:
        messages.error(request, str(problem))
    else:
        already = len(people) - new
        more = f" {already} were on it already." if already else ""
        messages.success(request, f"{new} put on the list of {event.name}.{more} No letter went out yet.")
    return see_other(request, "event_detail", event.public_id)
