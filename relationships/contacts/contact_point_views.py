"""How to reach a person: adding, correcting and putting away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from relationships.contacts import actions
from relationships.contacts.actions import AlreadyKnown
from relationships.contacts.asked_for import contact_point_asked_for, person_asked_for
from relationships.contacts.forms import ContactPointForm
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact_point(request: HttpRequest, public_id: str) -> HttpResponse:
    """An address, a number or a link."""
    person = person_asked_for(request, public_id)
    form = ContactPointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            point = actions.add_contact_point(person=person, **form.changes())
        except AlreadyKnown:
            form.add_error("value", f"{person.name} can already be reached this way. Enter another one.")
        else:
            messages.success(request, f"{person.name} can be reached at {point.value}.")
            return see_other(request, "person_detail", public_id)
    here = reverse("person_detail", args=[public_id])
    trail = [("People", reverse("person_list")), (person.name, here)]
    return form_answer(request, FormPage("Add a way to reach them", form, "Save", cancel=here, trail=trail))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact_point(request: HttpRequest, public_id: str, point_id: str) -> HttpResponse:
    """A slip of the pen, or which one to use first."""
    person = person_asked_for(request, public_id)
    point, here = contact_point_asked_for(person, point_id), reverse("person_detail", args=[public_id])
    form = ContactPointForm(request.POST or None, record=point)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            saved = actions.edit_contact_point(point=point, expected_version=version, changes=form.changes())
        except AlreadyKnown:
            form.add_error("value", f"{person.name} can be reached this way already, or could once. Enter another one.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, f"{person.name} can be reached at {saved.value}.")
            return see_other(request, "person_detail", public_id)
    trail = [("People", reverse("person_list")), (person.name, here)]
    return form_answer(request, FormPage("Edit a way to reach them", form, "Save", cancel=here, trail=trail))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_contact_point(request: HttpRequest, public_id: str, point_id: str) -> HttpResponse:
    """Stop using an address; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    point = contact_point_asked_for(person, point_id)
    if point.archived_at is None:
        as_shown(request, point)
        actions.archive_contact_point(point=point, expected_version=point.version)
        undo = reverse("restore_contact_point", args=[public_id, point_id])
        offer_undo(request, text=f"Put {point.value} away", address=undo)
    return see_other(request, "person_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_contact_point(request: HttpRequest, public_id: str, point_id: str) -> HttpResponse:
    """Use an address again."""
    person = person_asked_for(request, public_id)
    point = contact_point_asked_for(person, point_id)
    if point.archived_at is not None:
        actions.restore_contact_point(point=point)
        messages.success(request, f"{point.value} is back.")
    return see_other(request, "person_detail", public_id)
