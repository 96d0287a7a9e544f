"""Bringing a list of walls in by hand: look at what would become of it, then put the walls up, all or none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.answers import see_other
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.foundation.firm_day import firm_day
from relationships.imports.wall_list import NoList, read_wall_list
from relationships.imports.wall_list_actions import WallsBrought, bring_walls
from relationships.imports.wall_list_forms import WallListForm

ERRORS_SHOWN = 200


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def import_walls(request: HttpRequest) -> HttpResponse:
    """`check` says what would become of the list; without it the walls are put up."""
    form = WallListForm(request.POST or None, request.FILES or None)
    brought: WallsBrought | None = None
    if request.method == "POST" and form.is_valid():
        only_check = "check" in request.POST
        try:
            listed = read_wall_list(form.cleaned_data["list"], zone=ZoneInfo(firm_day().zone))
            brought = bring_walls(listed, by=colleague(request), dry_run=only_check)
        except NoList as problem:
            form.add_error("text", str(problem))
        else:
            if brought.applied:
                messages.success(request, f"Walls: {_said(brought)}.")
                return see_other(request, "wall_list")
    wrong = form.errors or (brought is not None and brought.errors)
    context = {
        "form": form,
        "brought": brought,
        "errors": brought.errors[:ERRORS_SHOWN] if brought else [],
        "list": form.cleaned_data.get("list", "") if brought else "",
        "said": _said(brought) if brought else "",
        "trail": [("Walls", reverse("wall_list"))],
    }
    return render(request, "imports/wall_list.html", context, status=422 if wrong else 200)


def _said(brought: WallsBrought) -> str:
    return f"{brought.created} put up, {brought.updated} changed, {brought.unchanged} left as they were"
