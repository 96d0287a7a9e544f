"""Where a person works outside our clients: adding, changing, taking away."""

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
from accounts.record_form import RecordForm
from accounts.shown_version import as_shown
from relationships.contacts import outside_post_actions
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.career_forms import OutsidePostForm
from relationships.contacts.models import OutsidePost, Person
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_outside_post(request: HttpRequest, public_id: str) -> HttpResponse:
    """A job where nobody is a client of ours."""
    person = person_asked_for(request, public_id)
    form = OutsidePostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        post = outside_post_actions.add_outside_post(person=person, **form.changes())
        messages.success(request, f"{person.name} works at {post.employer}.")
        return see_other(request, "person_detail", public_id)
    return form_answer(request, _page(person, "Add a position elsewhere", form))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_outside_post(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    """Title, days, or the last one of them."""
    person = person_asked_for(request, public_id)
    post = _asked_for(person, post_id)
    form = OutsidePostForm(request.POST or None, record=post)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            outside_post_actions.edit_outside_post(post=post, expected_version=version, changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_here(person))
        messages.success(request, f"Saved the position of {person.name}.")
        return see_other(request, "person_detail", public_id)
    return form_answer(request, _page(person, "Edit position elsewhere", form))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_outside_post(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    """Take a mistaken one away; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    post = _asked_for(person, post_id)
    if post.archived_at is None:
        as_shown(request, post)
        outside_post_actions.archive_outside_post(post=post, expected_version=post.version)
        undo = reverse("restore_outside_post", args=[public_id, post_id])
        offer_undo(request, text=f"Took the position at {post.employer} away", address=undo)
    return see_other(request, "person_detail", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_outside_post(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    """Bring it back."""
    person = person_asked_for(request, public_id)
    post = _asked_for(person, post_id)
    if post.archived_at is not None:
        outside_post_actions.restore_outside_post(post=post)
        messages.success(request, f"{person.name} works at {post.employer} again.")
    return see_other(request, "person_detail", public_id)


def _asked_for(person: Person, public_id: str) -> OutsidePost:
    return get_object_or_404(OutsidePost, person=person, public_id=public_id)


def _here(person: Person) -> str:
    return reverse("person_detail", args=[person.public_id])


def _page(person: Person, title: str, form: RecordForm) -> FormPage:
    trail = [("People", reverse("person_list")), (person.name, _here(person))]
    return FormPage(title, form, "Save position", cancel=_here(person), trail=trail)
