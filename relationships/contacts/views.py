"""Adding, changing and putting away people. Their list and page: `dashboards`."""

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
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.contacts import actions
from relationships.contacts.alike_views import ask_about_alike
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.forms import EditPersonForm, PersonForm
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """A new person; `?client=` says where they work."""
    user = colleague(request)
    given = request.GET.get("client", "")
    at = (
        Client.objects.visible_to(user).filter(public_id=given).first() if given.isascii() and given.isalnum() else None
    )
    form = PersonForm(request.POST or None, user=user, initial={"client": at, "name": request.GET.get("name", "")})
    hint = ""
    if request.method == "POST" and form.is_valid() and not (hint := ask_about_alike(request, form)):
        person = actions.add_person(**form.changes())
        messages.success(request, f"Added {person.name}.")
        return see_other(request, "person_detail", person.public_id)
    cancel = reverse("client_people", args=[at.public_id]) if at else reverse("person_list")
    trail = [("People", reverse("person_list"))]
    page = FormPage("Add a person", form, "Add person", cancel=cancel, trail=trail, hints=True, hint=hint)
    return form_answer(request, page)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """A person's own fields."""
    person = person_asked_for(request, public_id)
    here = reverse("person_detail", args=[public_id])
    form = EditPersonForm(request.POST or None, record=person)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            saved = actions.edit_person(person=person, expected_version=version, changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        messages.success(request, f"Saved {saved.name}.")
        return see_other(request, "person_detail", public_id)
    trail = [("People", reverse("person_list")), (person.name, here)]
    return form_answer(request, FormPage(f"Edit {person.name}", form, "Save person", cancel=here, trail=trail))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a person out of the lists; the strip on the next page brings them back."""
    person = person_asked_for(request, public_id)
    if person.archived_at is None:
        as_shown(request, person)
        actions.archive_person(person=person, expected_version=person.version)
        undo = reverse("restore_person", args=[public_id])
        offer_undo(request, text=f"Archived {person.name}", address=undo)
    return see_other(request, "person_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring a person back."""
    person = person_asked_for(request, public_id)
    if person.archived_at is not None and person.merged_into_id is None:
        actions.restore_person(person=person)
        messages.success(request, f"{person.name} is back.")
    return see_other(request, "person_detail", public_id)
