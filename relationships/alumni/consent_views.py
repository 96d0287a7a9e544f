"""What an alumnus agreed to: recording it, and taking a mistake back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.alumni import consent_actions
from relationships.alumni.asked_for import alumnus_asked_for, consent_asked_for
from relationships.alumni.consent_queries import with_reason
from relationships.alumni.consent_state import WHY_NOT
from relationships.alumni.forms import ConsentForm
from relationships.alumni.letter_actions import queue_letters
from relationships.alumni.models import Alumnus, Letter
from relationships.foundation.firm_day import firm_day
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_ALUMNI)
@require_http_methods(["GET", "HEAD", "POST"])
def record_consent(request: HttpRequest, public_id: str) -> HttpResponse:
    """They agreed, declined, or took it back: when, about what, under which text."""
    alumnus = alumnus_asked_for(request, public_id)
    form = ConsentForm(request.POST or None, initial={"said_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        consent_actions.record_consent(alumnus=alumnus, recorded_by=colleague(request), **form.changes())
        messages.success(request, f"Recorded what {alumnus.person.name} said.")
        return see_other(request, "alumnus_detail", public_id)
    here = reverse("alumnus_detail", args=[public_id])
    trail = [("Alumni", reverse("alumni_list")), (alumnus.person.name, here)]
    page = FormPage("Record consent", form, "Record consent", cancel=here, trail=trail)
    return form_answer(request, page)


@requires(Capability.EDIT_ALUMNI)
@require_POST
def ask_for_consent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Queue a mail with a link where they say what they agree to; not where they said no, or were asked lately."""
    alumnus = alumnus_asked_for(request, public_id)
    rows = Alumnus.objects.visible_to(colleague(request)).filter(pk=alumnus.pk)
    why = with_reason(rows, purpose="ask", today=firm_day().on).values_list("why_not", flat=True).get()
    if why:
        messages.error(request, f"{alumnus.person.name} was not asked. {WHY_NOT[why]}")
    else:
        queue_letters(alumni=[alumnus], kind=Letter.Kind.ASK, asked_by=colleague(request))
        messages.success(request, f"{alumnus.person.name} gets a mail with a link to answer.")
    return see_other(request, "alumnus_detail", public_id)


@requires(Capability.EDIT_ALUMNI)
@require_POST
def archive_consent(request: HttpRequest, public_id: str, consent_id: str) -> HttpResponse:
    """Take back what was recorded by mistake; the strip on the next page brings it back."""
    alumnus = alumnus_asked_for(request, public_id)
    consent = consent_asked_for(alumnus, consent_id)
    if consent.archived_at is None:
        as_shown(request, consent)
        consent_actions.archive_consent(consent=consent, expected_version=consent.version)
        undo = reverse("restore_consent", args=[public_id, consent_id])
        offer_undo(request, text="Took the record of consent away", address=undo)
    return see_other(request, "alumnus_detail", public_id)


@requires(Capability.EDIT_ALUMNI)
@require_POST
def restore_consent(request: HttpRequest, public_id: str, consent_id: str) -> HttpResponse:
    """Bring a record of consent back."""
    alumnus = alumnus_asked_for(request, public_id)
    consent = consent_asked_for(alumnus, consent_id)
    if consent.archived_at is not None:
        consent_actions.restore_consent(consent=consent)
        messages.success(request, "The record of consent is back.")
    return see_other(request, "alumnus_detail", public_id)
