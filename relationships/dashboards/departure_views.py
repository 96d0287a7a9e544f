"""A colleague leaves: the list, recording it, the handshake row by row, taking effect, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admin_actions import LastAdministrator, YourOwnRights
from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.contacts.models import ContactPoint, Person
from relationships.dashboards import departure_list as leaving
from relationships.dashboards.departure_forms import NO_SUCH_DAY, DepartureForm, EditDepartureForm
from relationships.dashboards.departure_list import departure_list
from relationships.dashboards.departure_page import departure_page, departure_rows
from relationships.dashboards.heir_choices import save_heirs
from relationships.dashboards.numbered_pages import page_number
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.table_response import table_response
from relationships.network import departure_actions, handover_actions
from relationships.network.departure_actions import AlreadyLeaving, NoSuchDay, TooLate
from relationships.network.models import Departure
from relationships.scoring.health_policy import policy_of

METHODS = ["GET", "HEAD", "POST"]
HEADER = [
    "client", "person", "tie", "fees_24_months", "heir", "goodbye_on",
    "heir_before", "heir_now", "heir_after_30", "heir_after_60", "heir_after_90",
]  # fmt: skip


def _departures(request: HttpRequest) -> ListFile:
    return ListFile("departures.csv", leaving.HEADER, leaving.departure_lines(colleague(request)))


@requires(Capability.HAND_OVER)
@require_safe
@also_as_file(_departures)
def departures(request: HttpRequest) -> HttpResponse:
    """Who leaves, who left, and whom a list says to leave."""
    page = departure_list(colleague(request), page_number(request.GET.get("page", "")))
    return render(request, "dashboards/departure_list.html", {"page": page})


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def record_departure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody leaves: their last day, what they agreed to, and the handshake that follows from their ties."""
    user, leaver = colleague(request), get_object_or_404(User, public_id=public_id)
    form = DepartureForm(request.POST or None, leaver=leaver)
    if request.method == "POST" and form.is_valid():
        person = _person_with(user, form.cleaned_data["private_email"])
        try:
            departure = departure_actions.record_departure(
                by=user, colleague=leaver, person=person, rules=policy_of(firm_day()).rules.tie, **form.changes()
            )
        except NoSuchDay:
            form.add_error("last_day", NO_SUCH_DAY)
        except AlreadyLeaving as known:
            messages.info(request, f"The departure of {leaver.name} is recorded already.")
            return see_other(request, "departure_detail", known.departure.public_id)
        except YourOwnRights:
            form.add_error(None, "Nobody records their own departure. Ask another administrator.")
        except LastAdministrator:
            form.add_error(None, "The firm needs an administrator. Make somebody else one first.")
        else:
            messages.success(request, f"Recorded: {leaver.name} leaves. Look through the heirs below.")
            return see_other(request, "departure_detail", departure.public_id)
    here = reverse("colleague_detail", args=[public_id])
    trail = [("Colleagues", reverse("colleague_list")), (leaver.name, here)]
    lede = speak("The account closes after the last day, an alumnus stays, and for every tie an heir is proposed.")
    page = FormPage(f"{leaver.name} leaves", form, "Record departure", cancel=here, lede=lede, trail=trail)
    return form_answer(request, page)


@requires(Capability.HAND_OVER)
@require_http_methods(METHODS)
def departure_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The handshake: each tie by strength or by money, its heir, the goodbye, and 30, 60, 90 days after."""
    departure = _departure(public_id)
    if request.method == "POST":
        return _save_heirs(request, departure)
    asked = request.GET
    page = departure_page(
        colleague(request),
        departure,
        order=asked.get("sort", ""),
        show=asked.get("show", ""),
        page=page_number(asked.get("page", "")),
    )
    trail = [("Departures", reverse("departures"))]
    return render(request, "dashboards/departure.html", {"page": page, "trail": trail})


def _save_heirs(request: HttpRequest, departure: Departure) -> HttpResponse:
    saved, refused = save_heirs(colleague(request), departure, request.POST)
    if saved:
        messages.success(request, f"Saved {saved} heir{'s' * (saved != 1)}.")
    elif not refused:
        messages.info(request, "Nothing was changed.")
    for said in refused:
        messages.error(request, said)
    return see_other(request, "departure_detail", departure.public_id)


@requires(Capability.HAND_OVER)
@require_safe
def export_departure(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The rows of a departure as a file."""
    rows = departure_rows(colleague(request), _departure(public_id))
    return table_response(request, "handover.csv", HEADER, rows)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def edit_departure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another last day, or something else about the leaving; until it takes effect."""
    departure, here = _departure(public_id), reverse("departure_detail", args=[public_id])
    if departure.completed_at or departure.archived_at:
        messages.info(request, "This departure is over; only heirs can be changed.")
        return see_other(request, "departure_detail", public_id)
    form = EditDepartureForm(request.POST or None, record=departure, leaver=departure.colleague)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            departure_actions.edit_departure(departure=departure, expected_version=version, changes=form.changes())
        except NoSuchDay:
            form.add_error("last_day", "Enter a day from today on, at most a year ahead.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, "Saved the departure.")
            return see_other(request, "departure_detail", public_id)
    name = departure.colleague.name
    trail = [("Departures", reverse("departures")), (name, here)]
    return form_answer(request, FormPage(f"{name} leaves", form, "Save departure", cancel=here, trail=trail))


@requires(Capability.HAND_OVER)
@require_POST
def plan_goodbyes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put what is not planned yet on both days."""
    departure = _departure(public_id)
    if departure.archived_at is None:
        handover_actions.plan_goodbyes(departure=departure, by=colleague(request))
        together = departure.completed_at is None and departure.last_day > firm_day().on
        messages.success(request, f"The goodbyes stand on {'both' if together else 'the heirs’'} days.")
    return see_other(request, "departure_detail", public_id)


@requires(Capability.MANAGE_FIRM)
@require_POST
def complete_departure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Do not wait for the last day to be over."""
    departure = _departure(public_id)
    if departure.completed_at is None and departure.archived_at is None:
        as_shown(request, departure)
        try:
            departure_actions.complete_departure(departure=departure, by=colleague(request))
            messages.success(request, f"{departure.colleague.name} has left. Heirs have what was theirs.")
        except YourOwnRights:
            messages.error(request, "Nobody closes their own account. Ask another administrator.")
        except LastAdministrator:
            messages.error(request, "The firm needs an administrator. Make somebody else one first.")
    return see_other(request, "departure_detail", public_id)


@requires(Capability.MANAGE_FIRM)
@require_POST
def undo_departure(request: HttpRequest, public_id: str) -> HttpResponse:
    """They stay, or come back to what was theirs."""
    departure = _departure(public_id)
    if departure.archived_at is None:
        as_shown(request, departure)
        try:
            left = departure_actions.undo_departure(departure=departure)
        except TooLate:
            messages.error(request, "That was more than 30 days ago. Reopen the account instead.")
        else:
            also = f" {left} thing{'s' * (left != 1)} that others changed since stay as they are." if left else ""
            messages.success(request, f"{departure.colleague.name} has back what was theirs.{also}")
    return see_other(request, "departure_detail", public_id)


def _departure(public_id: str) -> Departure:
    rows = Departure.objects.select_related(
        "colleague__practice", "colleague__office", "keeper", "successor", "alumnus__person", "planned_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def _person_with(user: User, email: str) -> Person | None:
    """The visible person who alone has this address."""
    points = ContactPoint.objects.filter(kind="email", value=email).values("person_id")
    found = list(Person.objects.visible_to(user).current().filter(pk__in=points)[:2]) if email else []
    return found[0] if len(found) == 1 else None
