"""One row of a handshake: any colleague as its heir, and the day of the goodbye."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.signed_in import colleague
from relationships.dashboards.departure_forms import HandoverForm
from relationships.dashboards.heir_choices import said
from relationships.foundation.firm_day import firm_day
from relationships.network.handover_actions import NotTheirs, choose_heir
from relationships.network.models import Handover
from relationships.scoring.health_policy import policy_of


@requires(Capability.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_handover(request: HttpRequest, public_id: str, row_id: str) -> HttpResponse:
    """Choose whoever is right, also where nobody proposed them."""
    user = colleague(request)
    rows = Handover.objects.visible_to(user).select_related("departure__colleague", "client", "person", "heir")
    row = get_object_or_404(rows, departure__public_id=public_id, public_id=row_id)
    form, here = HandoverForm(request.POST or None, record=row), reverse("departure_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            choose_heir(
                handover=row,
                heir=form.cleaned_data["heir"],
                by=user,
                expected_version=form.cleaned_data["version"],
                goodbye_on=form.cleaned_data.get("goodbye_on"),
                rules=policy_of(firm_day()).rules.tie,
            )
        except NotTheirs:
            form.add_error("heir", "They can't take this over. Choose somebody else.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, f"Saved the heir of {said(row)}.")
            return see_other(request, "departure_detail", public_id)
    name = row.departure.colleague.name
    trail = [("Departures", reverse("departures")), (name, here)]
    title = f"Who takes over {said(row)}"
    return form_answer(request, FormPage(title, form, "Save heir", cancel=here, trail=trail))
