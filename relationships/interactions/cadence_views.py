"""How often a word is wanted: with clients of a tier or an industry, and with one person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from relationships.contacts.asked_for import person_asked_for
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo
from relationships.interactions import cadence_actions
from relationships.interactions.cadence_actions import AlreadySet
from relationships.interactions.cadence_forms import CadenceForm, PersonCadenceForm
from relationships.interactions.models import Cadence

TAKEN = "These clients have a cadence already. Change that one."
TRAIL = ("Cadence", "cadence_list")


def _rules() -> list[Cadence]:
    rules = Cadence.objects.filter(archived_at__isnull=True, person__isnull=True)
    return sorted(rules, key=lambda each: (each.tier == "", each.tier, each.industry))


def _file(request: HttpRequest) -> ListFile:
    rows = (
        (f"Tier {each.tier}" if each.tier else each.industry, each.ideal_days, each.maximum_days) for each in _rules()
    )
    return ListFile("cadence.csv", ("For", "A word every so many days", "Overdue after so many days"), rows)


@requires(Capability.MANAGE_FIRM)
@require_safe
@also_as_file(_file)
def cadence_list(request: HttpRequest) -> HttpResponse:
    """What the firm wants, by tier and industry."""
    return render(request, "interactions/cadence_list.html", {"rules": _rules()})


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def add_cadence(request: HttpRequest) -> HttpResponse:
    """For a tier or an industry."""
    form = CadenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = cadence_actions.add_cadence(**form.changes())
        except AlreadySet:
            form.add_error("tier" if form.cleaned_data["tier"] else "industry", TAKEN)
        else:
            offer_undo(request, text="Added a cadence", address=reverse("archive_cadence", args=[made.public_id]))
            return see_other(request, "cadence_list")
    return _form(request, form, "Add a cadence")


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_cadence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other days."""
    cadence = _cadence(public_id)
    form = CadenceForm(request.POST or None, record=cadence)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            cadence_actions.edit_cadence(cadence=cadence, expected_version=version, **form.changes())
        except AlreadySet:
            form.add_error("tier", TAKEN)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=reverse("cadence_list"))
        else:
            messages.success(request, "Saved the cadence.")
            return see_other(request, "cadence_list")
    return _form(request, form, "Edit cadence")


@requires(Capability.MANAGE_FIRM)
@require_POST
def archive_cadence(request: HttpRequest, public_id: str) -> HttpResponse:
    """No longer."""
    cadence = _cadence(public_id)
    if cadence.archived_at is None:
        as_shown(request, cadence)
    cadence_actions.archive_cadence(cadence=cadence)
    offer_undo(request, text="Took a cadence away", address=reverse("restore_cadence", args=[public_id]))
    return see_other(request, "cadence_list")


@requires(Capability.MANAGE_FIRM)
@require_POST
def restore_cadence(request: HttpRequest, public_id: str) -> HttpResponse:
    """As it was."""
    try:
        cadence_actions.restore_cadence(cadence=_cadence(public_id))
    except AlreadySet:
        messages.error(request, TAKEN)
    return see_other(request, "cadence_list")


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_cadence(request: HttpRequest, public_id: str) -> HttpResponse:
    """How often a word with this person is wanted."""
    person = person_asked_for(request, public_id)
    kept = Cadence.objects.filter(person=person, archived_at__isnull=True).first()
    form = PersonCadenceForm(request.POST or None, record=kept)
    here = reverse("person_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        if kept is None:
            cadence_actions.set_person_cadence(person=person, **form.changes())
        else:
            version = form.cleaned_data["version"]
            try:
                cadence_actions.edit_cadence(cadence=kept, expected_version=version, **form.changes())
            except Conflict as conflict:
                return conflict_answer(request, form, conflict.current, cancel=here)
        messages.success(request, f"Saved how often a word with {person.name} is wanted.")
        return see_other(request, "person_detail", public_id)
    page = FormPage(
        "How often to be in touch",
        form,
        "Save cadence",
        cancel=here,
        lede="My day and the list of rhythm go by this instead of the pair's own habit.",
        trail=[("People", reverse("person_list")), (person.name, here)],
    )
    return form_answer(request, page)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def end_person_cadence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Their own habit counts again."""
    person = person_asked_for(request, public_id)
    for kept in Cadence.objects.filter(person=person, archived_at__isnull=True):
        cadence_actions.archive_cadence(cadence=kept)
    return see_other(request, "person_detail", public_id)


def _form(request: HttpRequest, form: CadenceForm, title: str) -> HttpResponse:
    back = reverse(TRAIL[1])
    return form_answer(request, FormPage(title, form, "Save cadence", cancel=back, trail=[(TRAIL[0], back)]))


def _cadence(public_id: str) -> Cadence:
    return get_object_or_404(Cadence.objects.filter(person__isnull=True), public_id=public_id)
