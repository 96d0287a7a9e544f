"""The card as its person sees it: by a secret address, without signing in, without a session, found by no search."""

from __future__ import annotations

# The public door of the library lets every GET pass, and a card is guessed by GETs.
from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.answers import SeeOther
from accounts.queries import the_firm
from relationships.foundation.firm_day import firm_day
from relationships.hospitality import card_actions
from relationships.hospitality.card import link_of
from relationships.hospitality.card import own_card as read_card
from relationships.hospitality.card_actions import TooManyProposals
from relationships.hospitality.models import CardLink
from relationships.hospitality.own_card_forms import OwnCardForm

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
LONGEST_TOKEN = 100
APP = "allauth.account"
"""Whose rates stand in the settings (ACCOUNT_RATE_LIMITS)."""


# Whoever holds the address may speak: a token against forged forms would need a cookie, and prove no more.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_card(request: HttpRequest, token: str) -> HttpResponse:
    """What we remember of whoever this address was made for; they correct it, and colleagues decide."""
    if not ratelimit.consume(request, app=APP, action="card", limit_get=True):
        return _page(request, {"too_many": True}, status=429)
    link = link_of(token, timezone.now()) if len(token) <= LONGEST_TOKEN else None
    if link is None:
        raise Http404("No such card.")
    card = read_card(link.person, firm_day().on)
    form = OwnCardForm(request.POST if request.method == "POST" else None, card=card)
    context = {"card": card, "form": form, "link": link, "sent": request.GET.get("sent") == "yes"}
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, app=APP, action="card_said", key=link.public_id):
            return _page(request, {**context, "too_many": True}, status=429)
        return _keep(request, link, form, context)
    return _page(request, context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, link: CardLink, form: OwnCardForm, context: dict[str, object]) -> HttpResponse:
    try:
        card_actions.propose(link=link, proposed=form.proposed())
    except TooManyProposals:
        return _page(request, {**context, "full": True}, status=422)
    answer = SeeOther(f"{request.path}?sent=yes")
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer


def _page(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    answer = render(request, "hospitality/own_card.html", {**context, "firm": the_firm().name}, status=status)
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
