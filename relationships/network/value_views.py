"""What one person brought: written down, credited, put away and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, go_on, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.foundation.undo import offer_undo
from relationships.interactions.log_page import next_address
from relationships.network import value_actions
from relationships.network.models import Contribution
from relationships.network.value_actions import TooMuchCredit
from relationships.network.value_forms import ContributionForm

METHODS = ["GET", "HEAD", "POST"]


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def add_contribution(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what somebody brought."""
    user, person = colleague(request), person_asked_for(request, public_id)
    form = ContributionForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = value_actions.add_contribution(by=user, person=person, **form.changes())
        except TooMuchCredit as problem:
            _too_much(form, problem)
        else:
            messages.success(request, f"{made.get_kind_display()} of {person.name}: written down.")
            return see_other(request, "person_value", public_id)
    return form_answer(request, _page(person, f"What {person.name} brought", form, "Write it down"))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def edit_contribution(request: HttpRequest, public_id: str, contribution_id: str) -> HttpResponse:
    """A slip of the pen, or other credit."""
    user, person = colleague(request), person_asked_for(request, public_id)
    contribution, here = _asked_for(request, person, contribution_id), reverse("person_value", args=[public_id])
    form = ContributionForm(request.POST or None, user=user, record=contribution)
    if request.method == "POST" and form.is_valid():
        version, changes = form.cleaned_data["version"], form.changes()
        try:
            value_actions.edit_contribution(contribution=contribution, expected_version=version, changes=changes)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        except TooMuchCredit as problem:
            _too_much(form, problem)
        else:
            messages.success(request, "Saved.")
            return see_other(request, "person_value", public_id)
    return form_answer(request, _page(person, f"What {person.name} brought", form, "Save"))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_contribution(request: HttpRequest, public_id: str, contribution_id: str) -> HttpResponse:
    """Put one away; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    contribution = _asked_for(request, person, contribution_id)
    if contribution.archived_at is None:
        as_shown(request, contribution)
        value_actions.archive_contribution(contribution=contribution, expected_version=contribution.version)
        undo = reverse("restore_contribution", args=[public_id, contribution_id])
        offer_undo(request, text=f"Put away: {contribution.get_kind_display().lower()}", address=undo)
    return see_other(request, "person_value", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_contribution(request: HttpRequest, public_id: str, contribution_id: str) -> HttpResponse:
    """Count one again."""
    person = person_asked_for(request, public_id)
    try:
        value_actions.restore_contribution(contribution=_asked_for(request, person, contribution_id))
    except TooMuchCredit as problem:
        messages.error(
            request, f"Others are credited by now: {problem.free * 100:.0f} % are free. Change theirs first."
        )
    return see_other(request, "person_value", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def thank_for_contribution(request: HttpRequest, public_id: str, contribution_id: str) -> HttpResponse:
    """They were thanked; the strip on the next page takes it back."""
    person = person_asked_for(request, public_id)
    contribution = _asked_for(request, person, contribution_id)
    if contribution.thanked_on is None and contribution.archived_at is None:
        value_actions.thank_for_contribution(contribution=contribution)
        undo = reverse("take_back_thanks", args=[public_id, contribution_id])
        offer_undo(request, text=f"Thanked {person.name}: {contribution.get_kind_display().lower()}", address=undo)
    return go_on(request, next_address(request) or reverse("person_value", args=[public_id]))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def take_back_thanks(request: HttpRequest, public_id: str, contribution_id: str) -> HttpResponse:
    """They still wait for a word."""
    person = person_asked_for(request, public_id)
    value_actions.take_back_thanks(contribution=_asked_for(request, person, contribution_id))
    return see_other(request, "person_value", public_id)


def _too_much(form: ContributionForm, problem: TooMuchCredit) -> None:
    form.add_error("percent", f"Others are credited with the rest: {(problem.free * 100).normalize():f} are free.")


def _asked_for(request: HttpRequest, person: Person, contribution_id: str) -> Contribution:
    rows = Contribution.objects.visible_to(colleague(request)).select_related("client", "engagement", "person")
    return get_object_or_404(rows, person=person, public_id=contribution_id)


def _page(person: Person, title: str, form: ContributionForm, submit: str) -> FormPage:
    here = reverse("person_value", args=[person.public_id])
    trail = [
        ("People", reverse("person_list")),
        (person.name, reverse("person_detail", args=[person.public_id])),
        ("What they brought", here),
    ]
    return FormPage(title, form, submit, cancel=here, trail=trail)
