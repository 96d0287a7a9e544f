"""The answer of a guest: by the link in their mail, or on their own page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relationships.alumni import guest_actions
from relationships.alumni.event_views import calendar_answer
from relationships.alumni.guest_actions import TooLate
from relationships.alumni.invitation_queries import invitation_of
from relationships.alumni.models import Invitation
from relationships.alumni.own_page_views import visiting_alumnus
from relationships.foundation.firm_day import firm_day
from relationships.foundation.guest_page import guest_goes_on, guest_page, let_in, with_headers

PAGE = "alumni/invitation.html"


# Whoever holds the address may answer: a token against forged forms would need a cookie, and prove no more.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What they are invited to; a look is no answer."""
    if not let_in(request, "alumni"):
        return guest_page(request, PAGE, {"too_many": True}, status=429)
    invitation = _asked_for(token)
    context: dict[str, object] = {"invitation": invitation, "token": token, "zone": firm_day().zone}
    answer = request.POST.get("answer")
    if request.method == "POST" and answer in ("yes", "no"):
        try:
            guest_actions.answer_invitation(invitation=invitation, comes=answer == "yes", now=timezone.now())
        except TooLate:
            return guest_page(request, PAGE, {**context, "too_late": True}, status=422)
        return guest_goes_on(f"{request.path}?sent=yes")
    context |= {"sent": request.GET.get("sent") == "yes", "unclear": request.method == "POST"}
    event = invitation.event
    context["over"] = bool(event.called_off_at) or event.starts_at <= timezone.now()
    return guest_page(request, PAGE, context, status=422 if context["unclear"] else 200)


@never_cache
@require_safe
def own_invitation_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event for the guest's own calendar."""
    if not let_in(request, "alumni"):
        return guest_page(request, PAGE, {"too_many": True}, status=429)
    return with_headers(calendar_answer(_asked_for(token).event))


@never_cache
@require_POST
def answer_on_own_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """An alumnus answers on their page."""
    alumnus = visiting_alumnus(request)
    rows = Invitation.objects.unscoped(reason="their own invitation").filter(digest__isnull=False)
    found = rows.filter(person=alumnus.person_id, public_id=public_id, archived_at__isnull=True).first()
    if found is None:
        raise Http404("No such invitation.")
    if (answer := request.POST.get("answer")) in ("yes", "no"):
        try:
            guest_actions.answer_invitation(invitation=found, comes=answer == "yes", now=timezone.now())
        except TooLate:
            return guest_goes_on(reverse("own_page"))
    return with_headers(guest_goes_on(f"{reverse('own_page')}?done=rsvp"), secret=False)


def _asked_for(token: str) -> Invitation:
    invitation = invitation_of(token)
    if invitation is None:
        raise Http404("No such invitation.")
    return invitation
