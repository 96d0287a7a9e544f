"""Correspondents nobody has entered: add with a click, say who it is, or leave them out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.capture import proposal_actions
from relationships.capture.forms import ProposalForm
from relationships.capture.list_queries import (
    ASKED_HEADER,
    PAGE_SIZE,
    asked,
    asked_rows,
    dismissed_proposals,
    name_from,
    open_proposals,
    own_proposals,
)
from relationships.capture.models import Proposal
from relationships.capture.proposal_actions import AlreadyAnswered
from relationships.capture.views import Bounded
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo

DISMISSED_SHOWN = 50


def _asked(request: HttpRequest) -> ListFile:
    return ListFile("correspondents.csv", ASKED_HEADER, asked_rows(colleague(request)))


@requires(Capability.EDIT_PEOPLE)
@require_safe
@also_as_file(_asked)
def correspondent_list(request: HttpRequest) -> HttpResponse:
    """Who waits to be named, and who was left out."""
    user = colleague(request)
    page = Bounded(open_proposals(user), PAGE_SIZE).get_page(request.GET.get("page"))
    dismissed = list(dismissed_proposals(user)[:DISMISSED_SHOWN])
    context = {"page": page, "asked": asked(user, page.object_list), "dismissed": dismissed}
    return render(request, "capture/proposal_list.html", context)


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_correspondent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who it is: what waited for it becomes touchpoints."""
    user, proposal = colleague(request), _proposal(request, public_id)
    initial = {"name": proposal.name or name_from(proposal.address)}
    form = ProposalForm(request.POST if request.method == "POST" else None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        _save(request, proposal, form)
        return see_other(request, "correspondent_list")
    page = FormPage(
        title=proposal.address,
        form=form,
        submit="Add person",
        cancel=reverse("correspondent_list"),
        lede=f"In {proposal.times} of your messages. Who is it?",
        trail=[("Captured", reverse("capture_list")), ("People to add", reverse("correspondent_list"))],
    )
    return form_answer(request, page)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def leave_out_correspondent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not somebody to enter."""
    proposal = _proposal(request, public_id)
    proposal_actions.dismiss_proposal(proposal=proposal)
    offer_undo(
        request, text=f"Left out: {proposal.address}", address=reverse("ask_again_correspondent", args=[public_id])
    )
    return see_other(request, "correspondent_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def ask_again_correspondent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask again."""
    proposal_actions.reopen_proposal(user=colleague(request), proposal=_proposal(request, public_id))
    return see_other(request, "correspondent_list")


def _proposal(request: HttpRequest, public_id: str) -> Proposal:
    return get_object_or_404(own_proposals(colleague(request)), public_id=public_id)


def _save(request: HttpRequest, proposal: Proposal, form: ProposalForm) -> None:
    user, given = colleague(request), form.cleaned_data
    try:
        if given["known"]:
            person = proposal_actions.name_proposed_person(user=user, proposal=proposal, person=given["known"])
        else:
            named = {"name": given["name"], "client": given["client"]}
            person = proposal_actions.add_proposed_person(user=user, proposal=proposal, **named)
    except AlreadyAnswered:
        messages.info(request, f"{proposal.address} has been answered already.")
        return
    offer_undo(
        request, text=f"Added: {person.name}", address=reverse("ask_again_correspondent", args=[proposal.public_id])
    )
