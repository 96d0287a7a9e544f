"""Other names of a person: adding, correcting and taking away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from relationships.contacts import alias_actions
from relationships.contacts.alias_actions import AlreadyTheirName
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.career_forms import PersonAliasForm
from relationships.contacts.models import PersonAlias
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_person_alias(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another name under which searches and imports find the person."""
    person = person_asked_for(request, public_id)
    form = PersonAliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            alias = alias_actions.add_person_alias(person=person, **form.changes())
        except AlreadyTheirName:
            form.add_error("name", f"{person.name} is known by this name already. Enter another one.")
        else:
            messages.success(request, f"{person.name} is also known as {alias.name}.")
            return see_other(request, "person_detail", public_id)
    here = reverse("person_detail", args=[public_id])
    trail = [("People", reverse("person_list")), (person.name, here)]
    return form_answer(request, FormPage("Add another name", form, "Save name", cancel=here, trail=trail))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person_alias(request: HttpRequest, public_id: str, alias_id: str) -> HttpResponse:
    """The name as it is really written."""
    person = person_asked_for(request, public_id)
    alias = get_object_or_404(PersonAlias.objects.select_related("person"), person=person, public_id=alias_id)
    form = PersonAliasForm(request.POST or None, record=alias)
    here = reverse("person_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            alias_actions.edit_person_alias(alias=alias, expected_version=version, **form.changes())
        except AlreadyTheirName:
            form.add_error("name", f"{person.name} is known by this name already, or was. Enter another one.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, f"{person.name} is also known as {form.cleaned_data['name']}.")
            return see_other(request, "person_detail", public_id)
    trail = [("People", reverse("person_list")), (person.name, here)]
    return form_answer(request, FormPage("Edit another name", form, "Save name", cancel=here, trail=trail))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_person_alias(request: HttpRequest, public_id: str, alias_id: str) -> HttpResponse:
    """Take a name away; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    alias = get_object_or_404(PersonAlias, person=person, public_id=alias_id)
    if alias.archived_at is None:
        as_shown(request, alias)
        alias_actions.archive_person_alias(alias=alias, expected_version=alias.version)
        undo = reverse("restore_person_alias", args=[public_id, alias_id])
        offer_undo(request, text=f"Took the name {alias.name} away", address=undo)
    return see_other(request, "person_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_person_alias(request: HttpRequest, public_id: str, alias_id: str) -> HttpResponse:
    """Bring a name back."""
    person = person_asked_for(request, public_id)
    alias = get_object_or_404(PersonAlias, person=person, public_id=alias_id)
    if alias.archived_at is not None:
        alias_actions.restore_person_alias(alias=alias)
        messages.success(request, f"{person.name} is also known as {alias.name}.")
    return see_other(request, "person_detail", public_id)
