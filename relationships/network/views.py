"""Pages that write ties: what holders declare, and who is in no graph. They are read on `person_ties` (dashboards)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.record_form import RecordForm
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person, Position
from relationships.foundation.special_notice import tell_of_special
from relationships.foundation.undo import offer_undo
from relationships.network import declared_actions
from relationships.network.declared_actions import AlreadyDeclared, NotHeldThatLong
from relationships.network.forms import NO_CLIENT, DeclareTieForm, EditDeclaredTieForm, TakeOutForm
from relationships.network.models import DeclaredTie, Tie

METHODS = ["GET", "HEAD", "POST"]
TOO_LONG = "Choose a day from today on, a year ahead at most."


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def declare_tie(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say how strong a tie is where touchpoints don't."""
    user, person = colleague(request), person_asked_for(request, public_id)
    clients = list(_clients_of(request, person))
    asked = request.GET.get("client", "")
    first = asked if asked in {each.public_id for each in clients} else next((c.public_id for c in clients), NO_CLIENT)
    form = DeclareTieForm(request.POST or None, clients=clients, initial={"colleague": user.public_id, "client": first})
    if request.method == "POST" and form.is_valid():
        try:
            made = declared_actions.declare_tie(by=user, person=person, **form.changes())
        except NotHeldThatLong:
            form.add_error("holds_until", TOO_LONG)
        except AlreadyDeclared as known:
            form.add_error("colleague", f"Declared already, as {known.current.strength}. Change that one instead.")
        else:
            messages.success(request, f"{made.colleague.name} and {person.name}: declared as {made.strength}.")
            tell_of_special(request, made.reason)
            return see_other(request, "person_ties", public_id)
    return form_answer(request, _page(person, "Declare a tie", form, "Declare tie"))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def edit_declared_tie(request: HttpRequest, public_id: str, tie_id: str) -> HttpResponse:
    """Say something else. What was said before stays in the history, and for days past."""
    user, person = colleague(request), person_asked_for(request, public_id)
    declared = _standing(request, _asked_for(request, person, tie_id))
    form = EditDeclaredTieForm(request.POST or None, record=declared)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            changes = form.changes()
            declared_actions.redeclare_tie(by=user, declared=declared, expected_version=version, changes=changes)
        except NotHeldThatLong:
            form.add_error("holds_until", TOO_LONG)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_here(person))
        else:
            messages.success(request, f"Saved the tie of {declared.colleague.name} and {person.name}.")
            tell_of_special(request, form.cleaned_data.get("reason"))
            return see_other(request, "person_ties", public_id)
    title = f"{declared.colleague.name} and {person.name}"
    return form_answer(request, _page(person, title, form, "Save tie"))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def withdraw_declared_tie(request: HttpRequest, public_id: str, tie_id: str) -> HttpResponse:
    """Let touchpoints speak again; the strip on the next page takes that back."""
    person = person_asked_for(request, public_id)
    declared = _asked_for(request, person, tie_id)
    if declared.archived_at is None:
        declared_actions.withdraw_tie(declared=declared)
        undo = reverse("restore_declared_tie", args=[public_id, tie_id])
        offer_undo(request, text=f"Withdrew what was declared of {declared.colleague.name}", address=undo)
    return see_other(request, "person_ties", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_declared_tie(request: HttpRequest, public_id: str, tie_id: str) -> HttpResponse:
    """Bring back what was withdrawn."""
    person = person_asked_for(request, public_id)
    declared = _asked_for(request, person, tie_id)
    try:
        declared_actions.restore_declared_tie(declared=declared)
    except AlreadyDeclared:
        messages.error(request, "Another word stands by now. Change that one instead.")
    else:
        messages.success(request, f"{declared.colleague.name} and {person.name}: declared as {declared.strength}.")
    return see_other(request, "person_ties", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def take_out_of_graph(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep and show no ties of a person."""
    user, person = colleague(request), person_asked_for(request, public_id)
    form = TakeOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        declared_actions.take_out_of_graph(by=user, person=person, **form.changes())
        undo = reverse("put_back_into_graph", args=[public_id])
        offer_undo(request, text=f"Took {person.name} out of the graph", address=undo)
        return see_other(request, "person_ties", public_id)
    lede = "Nobody will see who of us knows them, and no score counts their ties, on any day. Touchpoints stay."
    return form_answer(request, _page(person, f"Take {person.name} out of the graph", form, "Take out", lede=lede))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def put_back_into_graph(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let ties follow from touchpoints again."""
    person = person_asked_for(request, public_id)
    declared_actions.put_back_into_graph(person=person)
    messages.success(request, f"{person.name} is in the graph again.")
    return see_other(request, "person_ties", public_id)


def _clients_of(request: HttpRequest, person: Person) -> Any:
    """Visible clients where the person has a position, or is known from touchpoints."""
    user = colleague(request)
    held = Position.objects.visible_to(user).filter(person=person, archived_at__isnull=True).values("client")
    known = Tie.objects.visible_to(user).filter(person=person, client__isnull=False).values("client")
    rows = Client.objects.visible_to(user).filter(Q(pk__in=held) | Q(pk__in=known))
    return rows.order_by("name_search", "id")


def _asked_for(request: HttpRequest, person: Person, tie_id: str) -> DeclaredTie:
    rows = DeclaredTie.objects.visible_to(colleague(request)).select_related("colleague", "person", "client")
    return get_object_or_404(rows, person=person, public_id=tie_id)


def _standing(request: HttpRequest, declared: DeclaredTie) -> DeclaredTie:
    """What stands now of the tie that `declared` once was about; itself, if nothing does."""
    if declared.archived_at is None:
        return declared
    rows = DeclaredTie.objects.visible_to(colleague(request)).select_related("colleague", "person", "client")
    same = {"person": declared.person, "client": declared.client, "colleague": declared.colleague}
    return rows.filter(**same, archived_at__isnull=True).first() or declared


def _here(person: Person) -> str:
    return reverse("person_ties", args=[person.public_id])


def _page(person: Person, title: str, form: RecordForm, submit: str, lede: str = "") -> FormPage:
    trail = [
        ("People", reverse("person_list")),
        (person.name, reverse("person_detail", args=[person.public_id])),
        ("Who knows them", _here(person)),
    ]
    return FormPage(title, form, submit, cancel=_here(person), lede=lede, trail=trail)
