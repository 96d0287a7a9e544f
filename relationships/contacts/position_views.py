"""Where a person works: adding, changing, ending, taking away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.record_form import RecordForm
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.contacts import position_actions
from relationships.contacts.asked_for import person_asked_for, position_asked_for
from relationships.contacts.forms import EndPositionForm, PositionForm
from relationships.contacts.models import Person
from relationships.contacts.position_actions import EndsBeforeItStarts
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_position(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another job, beside the ones held."""
    person = person_asked_for(request, public_id)
    form = PositionForm(request.POST or None, user=colleague(request))
    if request.method == "POST" and form.is_valid():
        position = position_actions.add_position(person=person, **form.changes())
        messages.success(request, f"{person.name} works at {position.client.name}.")
        return see_other(request, "person_detail", public_id)
    return form_answer(request, _page(person, "Add a position", form, "Save position"))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_position(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Title, seniority, days, or a client chosen by mistake."""
    person = person_asked_for(request, public_id)
    position = position_asked_for(request, person, position_id)
    form = PositionForm(request.POST or None, user=colleague(request), record=position)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            position_actions.edit_position(position=position, expected_version=version, changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_here(person))
        messages.success(request, f"Saved the position of {person.name}.")
        return see_other(request, "person_detail", public_id)
    return form_answer(request, _page(person, "Edit position", form, "Save position"))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def end_position(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """They left, perhaps for another client: both are dated, nothing is lost."""
    person = person_asked_for(request, public_id)
    position = position_asked_for(request, person, position_id)
    initial = {"ended_on": timezone.localdate(), "version": position.version}
    form = EndPositionForm(request.POST or None, user=colleague(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["version"] or position.version
        try:
            position_actions.end_position(position=position, expected_version=expected, **form.changes())
        except EndsBeforeItStarts:
            form.add_error("ended_on", "Enter a day that is not before the first one.")
        except Conflict:
            form.add_error(None, "Somebody changed this position in the meantime. Look at it, then save again.")
            form.data = {
                **request.POST.dict(),
                "version": str(position_asked_for(request, person, position_id).version),
            }
        else:
            messages.success(request, f"{person.name} has left {position.client.name}.")
            return see_other(request, "person_detail", public_id)
    title = f"{person.name} leaves {position.client.name}"
    return form_answer(request, _page(person, title, form, "Save move"))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_position(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Take a mistaken position away; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    position = position_asked_for(request, person, position_id)
    if position.archived_at is None:
        as_shown(request, position)
        position_actions.archive_position(position=position, expected_version=position.version)
        undo = reverse("restore_position", args=[public_id, position_id])
        offer_undo(request, text=f"Took the position at {position.client.name} away", address=undo)
    if not Person.objects.visible_to(colleague(request)).filter(pk=person.pk).exists():
        return see_other(request, "client_people", position.client.public_id)
    return see_other(request, "person_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_position(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Bring the position back."""
    person = person_asked_for(request, public_id)
    position = position_asked_for(request, person, position_id)
    if position.archived_at is not None:
        position_actions.restore_position(position=position)
        messages.success(request, f"{person.name} works at {position.client.name} again.")
    return see_other(request, "person_detail", public_id)


def _here(person: Person) -> str:
    return reverse("person_detail", args=[person.public_id])


def _page(person: Person, title: str, form: RecordForm, submit: str) -> FormPage:
    trail = [("People", reverse("person_list")), (person.name, _here(person))]
    return FormPage(title, form, submit, cancel=_here(person), trail=trail)
