"""Pages of doubts about scores: raising one, answering it, and the list of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.record import Conflict
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.clients.models import Client
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo
from relationships.scoring import doubt_actions
from relationships.scoring.doubt_queries import HEADER, doubt_rows, doubts_known_to
from relationships.scoring.forms import AnswerForm, DoubtForm
from relationships.scoring.models import Doubt

METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50


@requires(Capability.SEE_HEALTH)
@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(METHODS)
def raise_doubt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a score looks wrong."""
    user, client = colleague(request), client_asked_for(request, public_id)
    first = doubt_actions.first_owner(client)
    given = {"owner": first.public_id if first else "", "part": request.GET.get("part", "")[:20]}
    form = DoubtForm(request.POST or None, client=client, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            doubt = doubt_actions.raise_doubt(by=user, client=client, **form.changes())
        except doubt_actions.NoScoreYet:
            form.add_error(None, "There is no score to doubt yet.")
        else:
            undo = reverse("take_back_doubt", args=[public_id, doubt.public_id])
            offer_undo(request, text=f"Asked {doubt.owner.name} to look at this score", address=undo)
            return see_other(request, "client_health", public_id)
    lede = "It goes to a colleague and into the log of the weights. The score stays until facts or weights change."
    title = f"Health of {client.name} looks wrong"
    page = FormPage(title, form, "Send", cancel=_here(client), lede=lede, trail=_trail(client))
    return form_answer(request, page)


@requires(Capability.SEE_HEALTH)
@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(METHODS)
def answer_doubt(request: HttpRequest, public_id: str, doubt_id: str) -> HttpResponse:
    """Say what was found."""
    user, client = colleague(request), client_asked_for(request, public_id)
    doubt = _asked_for(request, client, doubt_id)
    form = AnswerForm(request.POST or None, record=doubt)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            doubt_actions.answer_doubt(by=user, doubt=doubt, expected_version=version, **form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_here(client))
        messages.success(request, f"Answered {doubt.raised_by.name}.")
        return see_other(request, "client_health", public_id)
    title = f"{doubt.raised_by.name}: “{doubt.reason}”"
    return form_answer(request, FormPage(title, form, "Save answer", cancel=_here(client), trail=_trail(client)))


@requires(Capability.SEE_HEALTH)
@requires(Capability.LOG_INTERACTIONS)
@require_POST
def take_back_doubt(request: HttpRequest, public_id: str, doubt_id: str) -> HttpResponse:
    """Take a doubt back; the strip on the next page brings it again."""
    doubt = _asked_for(request, client_asked_for(request, public_id), doubt_id)
    if doubt.archived_at is None:
        doubt_actions.take_back_doubt(doubt=doubt)
        undo = reverse("restore_doubt", args=[public_id, doubt_id])
        offer_undo(request, text="Took back that this score looks wrong", address=undo)
    return see_other(request, "client_health", public_id)


@requires(Capability.SEE_HEALTH)
@requires(Capability.LOG_INTERACTIONS)
@require_POST
def restore_doubt(request: HttpRequest, public_id: str, doubt_id: str) -> HttpResponse:
    """Bring back what was taken back."""
    doubt = _asked_for(request, client_asked_for(request, public_id), doubt_id)
    doubt_actions.restore_doubt(doubt=doubt)
    messages.success(request, f"{doubt.owner.name} is asked again.")
    return see_other(request, "client_health", public_id)


def _doubts(request: HttpRequest) -> ListFile:
    return ListFile("doubts.csv", HEADER, doubt_rows(colleague(request)))


@requires(Capability.SEE_HEALTH)
@require_safe
@also_as_file(_doubts)
def doubt_list(request: HttpRequest) -> HttpResponse:
    """Scores that look wrong: those that one was asked about first, then the log of all that one may see."""
    user = colleague(request)
    page = Paginator(doubts_known_to(user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "may_answer": can(user, Capability.LOG_INTERACTIONS)}
    return render(request, "scoring/doubts.html", context)


def _asked_for(request: HttpRequest, client: Client, doubt_id: str) -> Doubt:
    rows = Doubt.objects.visible_to(colleague(request)).select_related("raised_by", "owner", "client")
    return get_object_or_404(rows, client=client, public_id=doubt_id)


def _here(client: Client) -> str:
    return reverse("client_health", args=[client.public_id])


def _trail(client: Client) -> list[tuple[str, str]]:
    page = (client.name, reverse("client_detail", args=[client.public_id]))
    return [("Clients", reverse("client_list")), page, ("Health", _here(client))]
