"""Downloads of lists."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.list_export import clients_file, people_file
from relationships.dashboards.work_export import engagements_file
from relationships.foundation.table_response import table_response


@requires(Capability.SEE_CLIENTS)
@require_safe
def export_clients(request: HttpRequest) -> HttpResponseBase:
    """The client list as it is filtered, sorted and with its columns; `pick` narrows it to what was ticked."""
    file = clients_file(colleague(request), request.GET)
    return table_response(request, file.name, file.header, file.rows)


@requires(Capability.SEE_PEOPLE)
@require_safe
def export_people(request: HttpRequest) -> HttpResponseBase:
    """The list of people, in the same way."""
    file = people_file(colleague(request), request.GET)
    return table_response(request, file.name, file.header, file.rows)


@requires(Capability.SEE_CLIENTS)
@require_safe
def export_engagements(request: HttpRequest) -> HttpResponseBase:
    """The list of all work, in the same way."""
    file = engagements_file(colleague(request), request.GET)
    return table_response(request, file.name, file.header, file.rows)
