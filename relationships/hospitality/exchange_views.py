"""Give and ask: the balance of one person, and writing down what was given and asked."""

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
from accounts.signed_in import colleague
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.foundation.special_notice import tell_of_special
from relationships.foundation.undo import offer_undo
from relationships.hospitality import exchange_actions
from relationships.hospitality.balance import ASKS
from relationships.hospitality.exchange_forms import ExchangeForm
from relationships.hospitality.exchange_queries import balances
from relationships.hospitality.exchange_queries import give_and_ask as read_exchanges
from relationships.hospitality.models import Exchange
from relationships.hospitality.person_clients import clients_of_person

METHODS = ["GET", "HEAD", "POST"]


@requires(Capability.SEE_PEOPLE)
@require_safe
def give_and_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """What we gave and what we asked, and whether there is something in hand."""
    person = person_asked_for(request, public_id)
    page = read_exchanges(colleague(request), person, firm_day().on)
    context = {"page": page, "trail": _trail(person), "log_context": f"person={public_id}"}
    return render(request, "hospitality/give_and_ask.html", context)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def add_give(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what we gave."""
    return _add(request, person_asked_for(request, public_id), asks=False)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def add_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what we asked for. It warns while nothing is in hand, and forbids nothing."""
    return _add(request, person_asked_for(request, public_id), asks=True)


def _add(request: HttpRequest, person: Person, *, asks: bool) -> HttpResponse:
    user = colleague(request)
    form = ExchangeForm(request.POST or None, user=user, clients=clients_of_person(user, person), asks=asks)
    if request.method == "POST" and form.is_valid():
        made = exchange_actions.add_exchange(person=person, **form.changes())
        undo = reverse("archive_exchange", args=[person.public_id, made.public_id])
        what = made.get_kind_display().lower()
        text = f"Asked {person.name}: {what}" if asks else f"Gave {person.name}: {what}"
        offer_undo(request, text=text, address=undo)
        tell_of_special(request, made.text)
        return see_other(request, "give_and_ask", person.public_id)
    title, lede = f"What we gave {person.name}", ""
    if asks:
        now = balances(user, [person.pk], firm_day().on)[person.pk]
        title = f"What we ask of {person.name}"
        lede = f"Give before you ask: {now.words}." if now.is_red else f"{now.words.capitalize()}."
    return form_answer(request, _page(person, title, form, "Write it down", lede=lede))


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def edit_exchange(request: HttpRequest, public_id: str, exchange_id: str) -> HttpResponse:
    """A slip of the pen."""
    user, person = colleague(request), person_asked_for(request, public_id)
    exchange, here = _asked_for(request, person, exchange_id), reverse("give_and_ask", args=[public_id])
    clients, asks = clients_of_person(user, person), exchange.kind in ASKS
    form = ExchangeForm(request.POST or None, record=exchange, user=user, clients=clients, asks=asks)
    if request.method == "POST" and form.is_valid():
        version, changes = form.cleaned_data["version"], form.changes()
        try:
            exchange_actions.edit_exchange(exchange=exchange, expected_version=version, changes=changes)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        messages.success(request, "Saved.")
        tell_of_special(request, changes.get("text"))
        return see_other(request, "give_and_ask", public_id)
    return form_answer(request, _page(person, "Change what was given or asked", form, "Save"))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_exchange(request: HttpRequest, public_id: str, exchange_id: str) -> HttpResponse:
    """Put one away; the strip on the next page brings it back."""
    person = person_asked_for(request, public_id)
    exchange = _asked_for(request, person, exchange_id)
    if exchange.archived_at is None:
        as_shown(request, exchange)
        exchange_actions.archive_exchange(exchange=exchange, expected_version=exchange.version)
        undo = reverse("restore_exchange", args=[public_id, exchange_id])
        offer_undo(request, text=f"Put away: {exchange.get_kind_display().lower()}", address=undo)
    return see_other(request, "give_and_ask", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_exchange(request: HttpRequest, public_id: str, exchange_id: str) -> HttpResponse:
    """Count one again."""
    person = person_asked_for(request, public_id)
    exchange = _asked_for(request, person, exchange_id)
    if exchange.archived_at is not None:
        exchange_actions.restore_exchange(exchange=exchange)
        messages.success(request, "It counts again.")
    return see_other(request, "give_and_ask", public_id)


def _asked_for(request: HttpRequest, person: Person, exchange_id: str) -> Exchange:
    rows = Exchange.objects.visible_to(colleague(request)).select_related("client", "colleague")
    return get_object_or_404(rows, person=person, public_id=exchange_id)


def _trail(person: Person) -> list[tuple[str, str]]:
    return [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[person.public_id]))]


def _page(person: Person, title: str, form: ExchangeForm, submit: str, *, lede: str = "") -> FormPage:
    here = reverse("give_and_ask", args=[person.public_id])
    return FormPage(title, form, submit, cancel=here, lede=lede, trail=[*_trail(person), ("Give and ask", here)])
