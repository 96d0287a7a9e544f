"""One promise: making it, changing it, saying what became of it, and back."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, go_on
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.record import Conflict
from accounts.record_history import history_of
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.clients.models import Client
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.foundation.special_notice import tell_of_special
from relationships.foundation.undo import offer_undo
from relationships.interactions import promise_actions
from relationships.interactions.log_page import next_address
from relationships.interactions.models import Promise
from relationships.interactions.promise_forms import PromiseForm
from relationships.interactions.queries.promises import (
    changeable_promises,
    may_change_promise,
    open_promises,
    promises_seen,
    why_not_promise,
)
from relationships.interactions.queries.rights import logs_for

FIELDS = {
    "what": "What",
    "side": "Who promised",
    "due_on": "Due on",
    "client": "Client",
    "person": "Person",
    "colleague": "Colleague",
    "outcome": "What became of it",
    "settled_on": "Settled on",
}
TRAIL = ("Promises", "promise_list")


@requires(Capability.SEE_CLIENTS)
@require_safe
def promise_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was promised, to whom, and what became of it."""
    user, promise = colleague(request), _seen(request, public_id)
    context = {
        "promise": promise,
        "may_change": may_change_promise(user, promise),
        "today": firm_day().on,
        "changes": history_of(promise, fields=FIELDS, user=user, before=request.GET.get("before", "")),
    }
    return render(request, "interactions/promise_detail.html", context)


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_promises(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is open with a client: a panel of its page, or a page."""
    client = client_asked_for(request, public_id)
    back = reverse("client_detail", args=[public_id])
    promises = open_promises(colleague(request), client_id=client.pk)
    return _panel(request, client.name, promises, f"client={public_id}", back)


@requires(Capability.SEE_CLIENTS)
@require_safe
def person_promises(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is open with a person: a panel of their page, or a page."""
    person = person_asked_for(request, public_id)
    back = reverse("person_detail", args=[public_id])
    promises = open_promises(colleague(request), person_id=person.pk)
    return _panel(request, person.name, promises, f"person={public_id}", back)


def _given(request: HttpRequest, name: str) -> str:
    """The public id in the query; nobody's where it can be none."""
    given: str = request.GET.get(name, "")
    return given if given.isascii() and given.isalnum() else ""


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def make_promise(request: HttpRequest) -> HttpResponse:
    """A promise by itself; `?client=` and `?person=` say to whom."""
    user = colleague(request)
    client = Client.objects.visible_to(user).filter(public_id=_given(request, "client")).first()
    person = Person.objects.visible_to(user).filter(public_id=_given(request, "person")).first()
    form = PromiseForm(request.POST or None, user=user, colleague=logs_for(user), client=client, person=person)
    cancel = next_address(request) or reverse("promise_list")
    if request.method == "POST" and form.is_valid():
        promise = promise_actions.make_promise(user=user, **form.changes())
        _offer(request, promise, "Promised", "archive_promise")
        tell_of_special(request, promise.what)
        return go_on(request, cancel)
    trail = [(TRAIL[0], reverse(TRAIL[1]))]
    return form_answer(request, FormPage("Add a promise", form, "Save promise", cancel=cancel, trail=trail))


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another day, other words, somebody else."""
    user, promise = colleague(request), _to_change(request, public_id)
    form = PromiseForm(request.POST or None, user=user, colleague=promise.colleague, record=promise)
    here = reverse("promise_detail", args=[public_id])
    cancel = next_address(request) or here
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            promise_actions.edit_promise(promise=promise, expected_version=version, **form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        tell_of_special(request, form.cleaned_data["what"])
        return go_on(request, cancel)
    trail = [(TRAIL[0], reverse(TRAIL[1])), ("Promise", here)]
    return form_answer(request, FormPage("Edit promise", form, "Save promise", cancel=cancel, trail=trail))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def keep_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Done as promised."""
    return _settle(request, public_id, Promise.Outcome.KEPT, "Kept")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def break_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """It will not be done, or came too late to matter."""
    return _settle(request, public_id, Promise.Outcome.BROKEN, "Broken")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def withdraw_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other side was told that it is no longer needed."""
    return _settle(request, public_id, Promise.Outcome.WITHDRAWN, "Withdrawn")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def reopen_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Still to be done."""
    return _change(request, public_id, promise_actions.reopen_promise, "Open again", "keep_promise", outcome="")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def archive_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Never made."""
    return _change(request, public_id, promise_actions.archive_promise, "Taken back", "restore_promise")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def restore_promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Made after all."""
    return _change(request, public_id, promise_actions.restore_promise, "Promised", "archive_promise")


def _panel(request: HttpRequest, name: str, promises: list[Promise], to_add: str, back: str) -> HttpResponse:
    user = colleague(request)
    context = {
        "name": name,
        "promises": promises,
        "may": changeable_promises(user, promises),
        "today": firm_day().on,
        "to_add": to_add if can(user, Capability.LOG_INTERACTIONS) else "",
        "back": back,
    }
    fragment = bool(getattr(request, "htmx", False))
    template = "interactions/_promises.html" if fragment else "interactions/promises_of.html"
    return render(request, template, context)


def _settle(request: HttpRequest, public_id: str, outcome: str, said: str) -> HttpResponse:
    def act(*, promise: Promise) -> Promise:
        return promise_actions.settle_promise(promise=promise, outcome=outcome)

    return _change(request, public_id, act, said, "reopen_promise", outcome=outcome)


def _change(
    request: HttpRequest,
    public_id: str,
    act: Callable[..., Promise],
    said: str,
    way_back: str,
    *,
    outcome: str | None = None,
) -> HttpResponse:
    """`outcome`: what it is to become; None for taking back and bringing back. A second click is no conflict."""
    promise = _to_change(request, public_id)
    if promise.archived_at is None and promise.outcome != outcome:
        as_shown(request, promise)
    act(promise=promise)
    _offer(request, promise, said, way_back)
    return go_on(request, next_address(request) or reverse("promise_detail", args=[public_id]))


def _offer(request: HttpRequest, promise: Promise, said: str, way_back: str) -> None:
    offer_undo(request, text=f"{said}: {promise.what}", address=reverse(way_back, args=[promise.public_id]))


def _seen(request: HttpRequest, public_id: str) -> Promise:
    rows = promises_seen(colleague(request)).select_related("client", "person", "colleague", "touch", "made_by")
    return get_object_or_404(rows, public_id=public_id)


def _to_change(request: HttpRequest, public_id: str) -> Promise:
    promise = _seen(request, public_id)
    if not may_change_promise(colleague(request), promise):
        raise PermissionDenied(why_not_promise(promise))
    return promise
