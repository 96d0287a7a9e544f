"""The audit record on the page and as a file, and one change before and after."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.foundation.table_response import table_response
from relationships.trust.audit_change import change_of
from relationships.trust.audit_forms import AuditForm
from relationships.trust.audit_queries import AuditFilters, Line, audit_page, lines_of, visible_entries

HEADER = ("When (UTC)", "Who", "What", "Where in the product", "Records", "From address", "Device", "History context")
AT_ONCE = 500
MOST_ROWS = 100_000


@requires(Capability.SEE_AUDIT)
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what when, newest first."""
    form = AuditForm(request.GET)
    page = audit_page(colleague(request), form.filters(), before=request.GET.get("before", ""))
    return render(request, "trust/audit_log.html", {"form": form, "page": page, "narrowed": any(form.data.values())})


@requires(Capability.SEE_AUDIT)
@require_safe
def audit_change(request: HttpRequest, context: str) -> HttpResponse:
    """What one change did: before and after, out of the history."""
    change = change_of(colleague(request), _context(context), before=request.GET.get("before", ""))
    if change is None:
        raise Http404("There is no such change.")
    return render(request, "trust/audit_change.html", {"change": change})


def _context(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as problem:
        raise Http404("There is no such change.") from problem


@requires(Capability.SEE_AUDIT)
@require_safe
def export_audit(request: HttpRequest) -> HttpResponseBase:
    """What the page shows, up to a hundred thousand entries."""
    return table_response(request, "audit.csv", HEADER, _rows(colleague(request), AuditForm(request.GET).filters()))


def _rows(user: User, filters: AuditFilters) -> Iterator[tuple[Any, ...]]:
    entries = islice(visible_entries(user, filters, most=MOST_ROWS // 200), MOST_ROWS)
    while batch := list(islice(entries, AT_ONCE)):
        yield from map(_row, lines_of(batch, user))


def _row(line: Line) -> tuple[Any, ...]:
    things = "; ".join(f"{each.act} {each.kind} {each.name}".strip() for each in line.things)
    return (
        f"{line.entry.at:%Y-%m-%d %H:%M:%S}",
        line.who,
        line.entry.get_kind_display(),
        line.what,
        things,
        line.address,
        line.device_words if line.device else "",
        str(line.entry.context or ""),
    )
