"""Downloads of lists."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.list_export import clients_file, people_file
from relationships.foundation.csv_response import csv_response


@requires(Capability.SEE_CLIENTS)
@require_safe
def export_clients(request: HttpRequest) -> StreamingHttpResponse:
    """The client list as it is filtered, sorted and with its columns; `pick` narrows it to what was ticked."""
    file = clients_file(colleague(request), request.GET)
    return csv_response(file.name, file.header, file.rows)


@requires(Capability.SEE_PEOPLE)
@require_safe
def export_people(request: HttpRequest) -> StreamingHttpResponse:
    """The list of people, in the same way."""
    file = people_file(colleague(request), request.GET)
    return csv_response(file.name, file.header, file.rows)
