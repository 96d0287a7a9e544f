"""The mutual card from our side: making its address, and deciding what its person proposed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.signed_in import colleague
from relationships.contacts.asked_for import person_asked_for
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo
from relationships.hospitality import card_actions
from relationships.hospitality.card_actions import CannotApply
from relationships.hospitality.card_queries import HEADER, proposal_rows, waiting_proposals
from relationships.hospitality.card_queries import mutual_card as read_card
from relationships.hospitality.models import CardLink, CardProposal
from relationships.hospitality.readers import may_host

SHOWN_ONCE = "card_address"


@requires(Capability.EDIT_PEOPLE)
@require_safe
@never_cache
def mutual_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """What they see of themselves, the address that shows it, and what they said."""
    person, user = person_asked_for(request, public_id), colleague(request)
    shown = request.session.pop(SHOWN_ONCE, None)
    context = {
        "page": read_card(user, person, firm_day().on, timezone.now()),
        "may_host": may_host(user, person),
        "address": shown["address"] if shown and shown["person"] == public_id else "",
        "days": card_actions.DAYS,
        "trail": [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[public_id]))],
    }
    return render(request, "hospitality/mutual_card.html", context)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def make_card_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """A fresh address, shown once; the one before ends."""
    person, user = person_asked_for(request, public_id), colleague(request)
    if not may_host(user, person):
        messages.error(request, "Only those who look after them give out their card.")
        return see_other(request, "mutual_card", public_id)
    _, token = card_actions.make_card_link(by=user, person=person, now=timezone.now())
    address = request.build_absolute_uri(reverse("own_card", args=[token]))
    request.session[SHOWN_ONCE] = {"person": public_id, "address": address}
    return see_other(request, "mutual_card", public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def revoke_card_link(request: HttpRequest, public_id: str, link_id: str) -> HttpResponse:
    """From now on the address opens nothing."""
    person = person_asked_for(request, public_id)
    rows = CardLink.objects.visible_to(colleague(request))
    card_actions.revoke_card_link(link=get_object_or_404(rows, person=person, public_id=link_id))
    messages.success(request, "The address opens nothing any more.")
    return see_other(request, "mutual_card", public_id)


def _proposals(request: HttpRequest) -> ListFile:
    return ListFile("proposals.csv", HEADER, proposal_rows(colleague(request)))


@requires(Capability.EDIT_PEOPLE)
@require_safe
@also_as_file(_proposals)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What people said on their cards and nobody has decided."""
    return render(request, "hospitality/proposal_list.html", {"lines": waiting_proposals(colleague(request))})


@requires(Capability.EDIT_PEOPLE)
@require_POST
def accept_proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Do as they say."""
    proposal = _asked_for(request, public_id)
    try:
        card_actions.accept_proposal(by=colleague(request), proposal=proposal, today=firm_day().on)
    except CannotApply as problem:
        messages.error(request, f"This can’t be stored. {problem}")
    except Conflict:
        messages.info(request, "Decided already.")
    else:
        messages.success(request, f"Done as {proposal.link.person.name} said.")
    return see_other(request, "mutual_card", proposal.link.person.public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def decline_proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave it as it is."""
    proposal = _asked_for(request, public_id)
    try:
        card_actions.decline_proposal(by=colleague(request), proposal=proposal)
    except Conflict:
        messages.info(request, "Decided already.")
    else:
        offer_undo(request, text="Declined a proposal", address=reverse("undecide_proposal", args=[public_id]))
    return see_other(request, "mutual_card", proposal.link.person.public_id)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def undecide_proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a declined one wait again."""
    proposal = _asked_for(request, public_id)
    card_actions.undecide_proposal(proposal=proposal)
    return see_other(request, "mutual_card", proposal.link.person.public_id)


def _asked_for(request: HttpRequest, public_id: str) -> CardProposal:
    rows = CardProposal.objects.visible_to(colleague(request)).select_related("link__person", "fact", "point")
    found: CardProposal = get_object_or_404(rows, public_id=public_id)
    return found
