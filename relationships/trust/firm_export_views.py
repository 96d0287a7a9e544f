"""Everything as a file: asking for it, how far it is, taking it away."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.trust import firm_export_actions as actions
from relationships.trust.firm_export_pages import page_of, pages_of
from relationships.trust.firm_export_store import open_file
from relationships.trust.models import FirmExport
from relationships.trust.nudge import hint_firm_export


@requires(Capability.MANAGE_FIRM)
@require_safe
def firm_export_list(request: HttpRequest) -> HttpResponse:
    """What they asked for, the newest first, and what such a file holds."""
    return render(request, "trust/firm_export_list.html", {"exports": pages_of(colleague(request))})


@requires(Capability.MANAGE_FIRM)
@require_POST
@asks_again
def ask_firm_export(request: HttpRequest) -> HttpResponse:
    """Ask a worker for the file."""
    asked = actions.ask_firm_export(by=colleague(request))
    transaction.on_commit(hint_firm_export, robust=True)
    return see_other(request, "firm_export_detail", asked.code)


@requires(Capability.MANAGE_FIRM)
@require_safe
def firm_export_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is; then the download."""
    template = "trust/_firm_export.html" if getattr(request, "htmx", False) else "trust/firm_export_detail.html"
    return render(request, template, {"page": page_of(_mine(request, public_id))})


@requires(Capability.MANAGE_FIRM)
@require_safe
def export_firm_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file, to whoever asked for it."""
    export = _mine(request, public_id)
    if export.state != FirmExport.State.DONE:
        raise Http404("This file is not there.")
    if not actions.still_fits(export):
        # A wall was put up since. What is said is what is said of any file that is over.
        actions.drop_firm_export(export=export)
        return see_other(request, "firm_export_detail", public_id)
    try:
        content = open_file(export.code)
    except FileNotFoundError as error:
        raise Http404("This file is gone from the server.") from error
    return FileResponse(content, as_attachment=True, filename="everything.zip", content_type="application/zip")


@requires(Capability.MANAGE_FIRM)
@require_POST
def drop_firm_export(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove the file before its time."""
    actions.drop_firm_export(export=_mine(request, public_id))
    messages.success(request, "The file is dropped.")
    return see_other(request, "firm_export_list")


def _mine(request: HttpRequest, public_id: str) -> FirmExport:
    return get_object_or_404(FirmExport, code=public_id, user=colleague(request))
