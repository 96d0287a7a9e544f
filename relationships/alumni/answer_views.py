"""Answers by the links in our mail: to a request for consent, and no more mail."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from relationships.alumni import own_page_actions
from relationships.alumni.consent_queries import current_text, standing_grid
from relationships.alumni.link_queries import link_of
from relationships.alumni.models import AlumnusLink
from relationships.alumni.own_page_forms import ConsentGridForm
from relationships.foundation.firm_day import firm_day
from relationships.foundation.guest_page import guest_goes_on, guest_page, let_in

CONSENT, STOP = "alumni/consent.html", "alumni/stop.html"


# Whoever holds the address may speak: a token against forged forms would need a cookie, and prove no more.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_consent(request: HttpRequest, token: str) -> HttpResponse:
    """What they agree to, renew or take back; the address lasts until it ends, so that they may think again."""
    link = _asked_for(request, token, AlumnusLink.Opens.CONSENT)
    if link is None:
        return guest_page(request, CONSENT, {"too_many": True}, status=429)
    today, text = firm_day().on, current_text()
    # No tick at all is an answer too.
    sent = request.POST if request.method == "POST" else None
    form = ConsentGridForm(sent, stands=standing_grid(link.alumnus, today))
    if request.method == "POST":
        if form.is_valid():
            own_page_actions.answer_consent(
                alumnus=link.alumnus, wanted=form.wanted(), today=today, text=text, through="the link in a mail"
            )
        return guest_goes_on(f"{request.path}?sent=yes")
    context: dict[str, object] = {"link": link, "form": form, "text": text, "sent": request.GET.get("sent") == "yes"}
    return guest_page(request, CONSENT, context)


# One click in a mail program (RFC 8058) comes without a cookie.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """No more mail of this kind. Looking at it stops nothing: programs that check mail look at every address."""
    link = _asked_for(request, token, AlumnusLink.Opens.STOP)
    if link is None:
        return guest_page(request, STOP, {"too_many": True}, status=429)
    if request.method == "POST":
        own_page_actions.stop_mail(alumnus=link.alumnus, purpose=link.purpose or "all", today=firm_day().on)
        return guest_goes_on(f"{request.path}?done=yes")
    return guest_page(request, STOP, {"link": link, "done": request.GET.get("done") == "yes"})


def _asked_for(request: HttpRequest, token: str, opens: str) -> AlumnusLink | None:
    """What the address opens, else 404; None when somebody tries too many."""
    if not let_in(request, "alumni"):
        return None
    link = link_of(token, opens, timezone.now())
    if link is None:
        raise Http404("No such address.")
    return link
