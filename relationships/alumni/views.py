"""Adding, changing and putting away alumni. Their directory and page: `dashboards.alumni_views`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.alumni import actions
from relationships.alumni.actions import AlreadyAnAlumnus
from relationships.alumni.asked_for import alumnus_asked_for
from relationships.alumni.forms import AlumnusForm, EditAlumnusForm
from relationships.alumni.models import Alumnus
from relationships.contacts.alike_views import ask_about_alike
from relationships.contacts.models import ContactPoint, Person
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_ALUMNI)
@require_http_methods(["GET", "HEAD", "POST"])
def add_alumnus(request: HttpRequest) -> HttpResponse:
    """Somebody who used to work here; `?person=` or `?colleague=` says who, where they are known."""
    user = colleague(request)
    person, account = _person(user, request.GET.get("person", "")), _account(request.GET.get("colleague", ""))
    form = AlumnusForm(request.POST or None, user=user, initial=_initial(person, account))
    form.fields["name"].disabled = person is not None
    hint = ""
    if request.method == "POST" and form.is_valid():
        known = person or _person_with(user, form.cleaned_data["email"])
        hint = "" if known else ask_about_alike(request, form, leads="alumnus")
    if request.method == "POST" and form.is_valid():
        try:
            alumnus = actions.add_alumnus(person=known, **form.changes())
        except AlreadyAnAlumnus as already:
            form.add_error(None, _already(user, already.alumnus))
        else:
            messages.success(request, f"Added {alumnus.person.name}.")
            if known and known != person:
                messages.info(request, f"{known.name} was known by this address already: it is the same person.")
            return see_other(request, "alumnus_detail", alumnus.public_id)
    cancel = reverse("person_detail", args=[person.public_id]) if person else reverse("alumni_list")
    trail = [("Alumni", reverse("alumni_list"))]
    title = speak("Add an alumnus")
    return form_answer(request, FormPage(title, form, "Add alumnus", cancel, trail=trail, hints=True, hint=hint))


@requires(Capability.EDIT_ALUMNI)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_alumnus(request: HttpRequest, public_id: str) -> HttpResponse:
    """What they were here, and who keeps in touch."""
    alumnus = alumnus_asked_for(request, public_id)
    here = reverse("alumnus_detail", args=[public_id])
    form = EditAlumnusForm(request.POST or None, record=alumnus)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.edit_alumnus(alumnus=alumnus, expected_version=version, changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        except AlreadyAnAlumnus as already:
            form.add_error("colleague", _already(colleague(request), already.alumnus))
        else:
            messages.success(request, f"Saved {alumnus.person.name}.")
            return see_other(request, "alumnus_detail", public_id)
    trail = [("Alumni", reverse("alumni_list")), (alumnus.person.name, here)]
    title = f"Edit {alumnus.person.name} as {speak('an alumnus')}"
    return form_answer(request, FormPage(title, form, "Save alumnus", cancel=here, trail=trail))


@requires(Capability.EDIT_ALUMNI)
@require_POST
def archive_alumnus(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a record away; the strip on the next page brings it back."""
    alumnus = alumnus_asked_for(request, public_id)
    if alumnus.archived_at is None:
        as_shown(request, alumnus)
        actions.archive_alumnus(alumnus=alumnus, expected_version=alumnus.version)
        undo = reverse("restore_alumnus", args=[public_id])
        offer_undo(request, text=f"Archived {alumnus.person.name} as {speak('an alumnus')}", address=undo)
    return see_other(request, "alumni_list")


@requires(Capability.EDIT_ALUMNI)
@require_POST
def restore_alumnus(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring a record back."""
    alumnus = alumnus_asked_for(request, public_id)
    if alumnus.archived_at is not None:
        actions.restore_alumnus(alumnus=alumnus)
        messages.success(request, f"{alumnus.person.name} is back.")
    return see_other(request, "alumnus_detail", public_id)


@requires(Capability.EDIT_ALUMNI)
@require_POST
def opt_out_alumnus(request: HttpRequest, public_id: str) -> HttpResponse:
    """They asked to be left out: out of every list, and imports leave them alone."""
    alumnus = alumnus_asked_for(request, public_id)
    if alumnus.opted_out_on is None:
        as_shown(request, alumnus)
        actions.opt_out(alumnus=alumnus, expected_version=alumnus.version)
        undo = reverse("opt_in_alumnus", args=[public_id])
        offer_undo(request, text="Left them out, as they asked", address=undo)
    return see_other(request, "alumnus_detail", public_id)


@requires(Capability.EDIT_ALUMNI)
@require_POST
def opt_in_alumnus(request: HttpRequest, public_id: str) -> HttpResponse:
    """They came back of their own accord."""
    alumnus = alumnus_asked_for(request, public_id)
    if alumnus.opted_out_on is not None:
        actions.opt_in(alumnus=alumnus)
        messages.success(request, f"{alumnus.person.name} is back.")
    return see_other(request, "alumnus_detail", public_id)


def _person(user: User, public_id: str) -> Person | None:
    given = public_id.isascii() and public_id.isalnum()
    return Person.objects.visible_to(user).filter(public_id=public_id).first() if given else None


def _account(public_id: str) -> User | None:
    given = public_id.isascii() and public_id.isalnum()
    return User.objects.filter(public_id=public_id).first() if given else None


def _person_with(user: User, email: str) -> Person | None:
    """The visible person who alone has this address."""
    if not email:
        return None
    points = ContactPoint.objects.filter(kind="email", value=email).values("person_id")
    found = list(Person.objects.visible_to(user).current().filter(pk__in=points)[:2])
    return found[0] if len(found) == 1 else None


def _initial(person: Person | None, account: User | None) -> dict[str, Any]:
    known: dict[str, Any] = {"name": person.name} if person else {}
    if account:
        known |= {"name": account.name, "colleague": account.public_id, "joined_on": account.joined_on}
        known |= {"left_on": account.left_on, "office": account.office, "practice": account.practice}
    return known


def _already(user: User, alumnus: Alumnus) -> str:
    seen = Alumnus.objects.visible_to(user).filter(pk=alumnus.pk, opted_out_on__isnull=True).exists()
    if not seen:
        return "This can't be saved: choose another account, or none."
    return f"{alumnus.person.name} is recorded as {speak('an alumnus')} already. Open that record instead."
