"""The list of promises and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.attention.promise_list import HEADER, promise_page, promise_rows
from relationships.foundation.table_response import table_response


@requires(Capability.SEE_CLIENTS)
@require_safe
def promise_list(request: HttpRequest) -> HttpResponse:
    """What was promised, the next one due first."""
    return render(request, "attention/promise_list.html", {"page": promise_page(colleague(request), request.GET)})


@requires(Capability.SEE_CLIENTS)
@require_safe
def export_promises(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    header = [speak(name) for name in HEADER]
    return table_response(request, "promises.csv", header, promise_rows(colleague(request), request.GET))
