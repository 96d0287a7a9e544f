"""Attesting a wall, and the proof of it: everything that was done about it, as a page, a file or on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.answers import FormPage, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.clients.models import Wall
from relationships.clients.wall_attest_actions import attest_wall as attest
from relationships.clients.wall_forms import AttestForm
from relationships.clients.wall_proof import COLUMNS, proof_rows
from relationships.clients.wall_queries import insiders_of, walls_known_to
from relationships.clients.wall_subject import name_of
from relationships.foundation.table_response import table_response


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
def attest_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    """Still needed, and the right people."""
    wall, user = _wall(request, public_id), colleague(request)
    name = name_of(wall)
    form = AttestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attest(wall=wall, by=user, note=form.cleaned_data["note"])
        messages.success(request, f"You attested the wall around {name}.")
        return see_other(request, "wall_detail", public_id)
    here, title = reverse("wall_detail", args=[public_id]), f"Attest the wall around {name}"
    inside = ", ".join(each.name for each in insiders_of(wall))
    lede = f"You attest that the wall is still needed and that these are the right people inside: {inside}."
    trail = [("Walls", reverse("wall_list")), (name, here)]
    return form_answer(request, FormPage(title, form, "Attest wall", cancel=here, lede=lede, trail=trail))


@requires(Capability.MANAGE_WALLS)
@require_safe
def wall_proof(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proof, to read and to print."""
    wall = _wall(request, public_id)
    name = name_of(wall)
    trail = [("Walls", reverse("wall_list")), (name, reverse("wall_detail", args=[public_id]))]
    context = {
        "wall": wall,
        "around": name,
        "rows": proof_rows(wall),
        "trail": trail,
        "firm": the_firm().name,
        "now": timezone.now(),
    }
    return render(request, "clients/wall_proof.html", context)


@requires(Capability.MANAGE_WALLS)
@require_safe
def export_wall_proof(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The proof as CSV or Excel."""
    wall = _wall(request, public_id)
    rows = [[row.at.isoformat(), row.what, row.who, row.details] for row in proof_rows(wall)]
    return table_response(request, "wall-proof.csv", COLUMNS, rows)


def _wall(request: HttpRequest, public_id: str) -> Wall:
    return get_object_or_404(walls_known_to(colleague(request)), public_id=public_id)
