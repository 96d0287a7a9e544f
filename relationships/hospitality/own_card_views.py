"""The card as its person sees it: by a secret address, without signing in, without a session, found by no search."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from relationships.foundation.firm_day import firm_day
from relationships.foundation.guest_page import guest_goes_on, guest_page, let_in
from relationships.foundation.secret_address import LONGEST_TOKEN
from relationships.hospitality import card_actions
from relationships.hospitality.card import link_of
from relationships.hospitality.card import own_card as read_card
from relationships.hospitality.card_actions import TooManyProposals
from relationships.hospitality.models import CardLink
from relationships.hospitality.own_card_forms import OwnCardForm

TEMPLATE = "hospitality/own_card.html"


# Whoever holds the address may speak: a token against forged forms would need a cookie, and prove no more.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_card(request: HttpRequest, token: str) -> HttpResponse:
    """What we remember of whoever this address was made for; they correct it, and colleagues decide."""
    if not let_in(request, "card"):
        return guest_page(request, TEMPLATE, {"too_many": True}, status=429)
    link = link_of(token, timezone.now()) if len(token) <= LONGEST_TOKEN else None
    if link is None:
        raise Http404("No such card.")
    card = read_card(link.person, firm_day().on)
    form = OwnCardForm(request.POST if request.method == "POST" else None, card=card)
    context = {"card": card, "form": form, "link": link, "sent": request.GET.get("sent") == "yes"}
    if request.method == "POST" and form.is_valid():
        if not let_in(request, "card_said", key=link.public_id):
            return guest_page(request, TEMPLATE, {**context, "too_many": True}, status=429)
        return _keep(request, link, form, context)
    return guest_page(request, TEMPLATE, context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, link: CardLink, form: OwnCardForm, context: dict[str, object]) -> HttpResponse:
    try:
        card_actions.propose(link=link, proposed=form.proposed())
    except TooManyProposals:
        return guest_page(request, TEMPLATE, {**context, "full": True}, status=422)
    return guest_goes_on(f"{request.path}?sent=yes")
