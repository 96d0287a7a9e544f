"""The guest book of one person: reading, writing, confirming, putting away."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, go_on, own_address, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.foundation.undo import offer_undo
from relationships.hospitality import guest_actions
from relationships.hospitality.guest_forms import GuestFactForm
from relationships.hospitality.guest_queries import changes_of_guest_book
from relationships.hospitality.guest_queries import guest_book as read_book
from relationships.hospitality.models import GuestFact
from relationships.hospitality.person_clients import clients_of_person

METHODS = ["GET", "HEAD", "POST"]
LEDE = "For those who look after this person. It fades after two years unless somebody says that it is still true."


@requires(Capability.SEE_PEOPLE)
@require_safe
def guest_book(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a good host would remember."""
    person = person_asked_for(request, public_id)
    book = read_book(colleague(request), person, firm_day().on)
    context = {"book": book, "trail": _trail(person), "log_context": f"person={public_id}"}
    return render(request, "hospitality/guest_book.html", context)


@requires(Capability.SEE_PEOPLE)
@require_safe
def guest_book_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who wrote, changed and confirmed what."""
    person = person_asked_for(request, public_id)
    changes = changes_of_guest_book(colleague(request), person, before=request.GET.get("before", ""))
    trail = [*_trail(person), ("Guest book", reverse("guest_book", args=[public_id]))]
    context = {"trail": trail, "name": person.name, "changes": changes}
    return render(request, "hospitality/history.html", context)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def add_guest_fact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write something down."""
    user, person = colleague(request), person_asked_for(request, public_id)
    clients, topic = clients_of_person(user, person), request.GET.get("topic", "")
    form = GuestFactForm(request.POST or None, user=user, clients=clients, topic=topic)
    if request.method == "POST" and form.is_valid():
        fact = guest_actions.add_guest_fact(by=user, person=person, today=firm_day().on, **form.changes())
        undo = reverse("archive_guest_fact", args=[public_id, fact.public_id])
        offer_undo(request, text=f"Wrote it into {person.name}’s guest book", address=undo)
        return see_other(request, "guest_book", public_id)
    return form_answer(request, _page(person, f"What to remember of {person.name}", form, "Write it down"))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def edit_guest_fact(request: HttpRequest, public_id: str, fact_id: str) -> HttpResponse:
    """Put it in other words, or say who may read it."""
    user, person = colleague(request), person_asked_for(request, public_id)
    fact = _asked_for(request, person, fact_id)
    form = GuestFactForm(request.POST or None, record=fact, user=user, clients=clients_of_person(user, person))
    if request.method == "POST" and form.is_valid():
        given = {"expected_version": form.cleaned_data["version"], "today": firm_day().on, "changes": form.changes()}
        try:
            guest_actions.edit_guest_fact(fact=fact, **given)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_here(person))
        messages.success(request, f"Saved in {person.name}’s guest book.")
        return see_other(request, "guest_book", public_id)
    return form_answer(request, _page(person, "Change what to remember", form, "Save"))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def confirm_guest_fact(request: HttpRequest, public_id: str, fact_id: str) -> HttpResponse:
    """Still true."""
    person = person_asked_for(request, public_id)
    fact = _asked_for(request, person, fact_id)
    before = fact.confirmed_on
    saved = guest_actions.confirm_guest_fact(fact=fact, today=firm_day().on)
    if saved.confirmed_on != before:
        undo = f"{reverse('unconfirm_guest_fact', args=[public_id, fact_id])}?on={before.isoformat()}"
        offer_undo(request, text="Still true, for two more years", address=undo)
    return _back(request, person)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def unconfirm_guest_fact(request: HttpRequest, public_id: str, fact_id: str) -> HttpResponse:
    """Take that back."""
    person = person_asked_for(request, public_id)
    fact = _asked_for(request, person, fact_id)
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return _back(request, person)
    guest_actions.unconfirm_guest_fact(fact=fact, confirmed_on=day)
    messages.success(request, "As it was before.")
    return _back(request, person)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_guest_fact(request: HttpRequest, public_id: str, fact_id: str) -> HttpResponse:
    """Put a line away; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    fact = _asked_for(request, person, fact_id)
    if fact.archived_at is None:
        as_shown(request, fact)
        guest_actions.archive_guest_fact(fact=fact, expected_version=fact.version)
        undo = reverse("restore_guest_fact", args=[public_id, fact_id])
        offer_undo(request, text=f"Put a line of {person.name}’s guest book away", address=undo)
    return _back(request, person)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_guest_fact(request: HttpRequest, public_id: str, fact_id: str) -> HttpResponse:
    """Bring a line back."""
    person = person_asked_for(request, public_id)
    fact = _asked_for(request, person, fact_id)
    if fact.archived_at is not None:
        guest_actions.restore_guest_fact(fact=fact)
        messages.success(request, f"Back in {person.name}’s guest book.")
    return _back(request, person)


def _asked_for(request: HttpRequest, person: Person, fact_id: str) -> GuestFact:
    rows = GuestFact.objects.visible_to(colleague(request)).select_related("client", "heard_by")
    return get_object_or_404(rows, person=person, public_id=fact_id)


def _back(request: HttpRequest, person: Person) -> HttpResponse:
    """To the page whose button it was; the book when none is named."""
    return (
        go_on(request, own_address(request))
        if request.POST.get("next")
        else see_other(request, "guest_book", person.public_id)
    )


def _here(person: Person) -> str:
    return reverse("guest_book", args=[person.public_id])


def _trail(person: Person) -> list[tuple[str, str]]:
    return [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[person.public_id]))]


def _page(person: Person, title: str, form: GuestFactForm, submit: str) -> FormPage:
    trail = [*_trail(person), ("Guest book", _here(person))]
    return FormPage(title, form, submit, cancel=_here(person), lede=LEDE, trail=trail)
