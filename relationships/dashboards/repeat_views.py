"""The repeat-business pages: the dashboard, and the way down to the entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards import repeat_csv
from relationships.dashboards.look_alike_page import look_alike_table
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.one_off_page import one_off_table
from relationships.dashboards.repeat_gap_page import gap_table
from relationships.dashboards.repeat_kept_page import kept_table
from relationships.dashboards.repeat_lens import Lens, read_lens, scope_of, segment_of
from relationships.dashboards.repeat_lists import chosen, client_page, clients_page, entries_page
from relationships.dashboards.repeat_notes import notes
from relationships.dashboards.repeat_page import repeat_page
from relationships.dashboards.repeat_rule import repeat_rule as read_rule
from relationships.dashboards.repeat_soon import or_soon
from relationships.dashboards.repeat_trend import trend_table
from relationships.foundation.table_response import table_response
from relationships.scoring.repeat_business import Bar

EXISTING = {"": None, "yes": True, "no": False}


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_business(request: HttpRequest) -> HttpResponse:
    """The share of a period and scope with everything that must stand beside it."""
    page = repeat_page(_lens(request))
    told = notes(page.now, page.before, today=page.lens.today)
    return _shown(request, "repeat_business", page, notes=told)


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def repeat_rule(request: HttpRequest) -> HttpResponse:
    """How everything on these pages is counted."""
    return _shown(request, "repeat_rule", read_rule(_lens(request)))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_bridge(request: HttpRequest, bar: str) -> HttpResponse:
    """The clients behind a bar of the bridge."""
    check(request.user, Capability.SEE_FEES)
    page = clients_page(_lens(request), bar=_bar(bar), existing=_existing(request), page=_number(request))
    return _shown(request, "repeat_clients", page)


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_by(request: HttpRequest, segment: str) -> HttpResponse:
    """Every practice, office or partner."""
    return _shown(request, "repeat_by", repeat_page(replace(_lens(request), by=segment_of(segment)), all_segments=True))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_segment(request: HttpRequest, segment: str, key: str) -> HttpResponse:
    """The clients of one practice, office or partner."""
    check(request.user, Capability.SEE_FEES)
    lens = _lens(request)
    scope = scope_of(segment_of(segment), key, lens.user)
    lens = lens.narrowed(scope)
    page = clients_page(lens, bar=Bar.CURRENT, existing=_existing(request), page=_number(request))
    return _shown(request, "repeat_clients", page, narrowed_to=scope)


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_client(request: HttpRequest, public_id: str) -> HttpResponse:
    """The engagements of one client group."""
    check(request.user, Capability.SEE_FEES)
    return _shown(request, "repeat_client", client_page(_lens(request), public_id))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_entries(request: HttpRequest) -> HttpResponse:
    """The ledger entries that a figure sums."""
    check(request.user, Capability.SEE_FEES)
    lens = _lens(request)
    return _shown(
        request, "repeat_entries", entries_page(lens, chosen(lens, request.GET.dict()), page=_number(request))
    )


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_export(request: HttpRequest) -> HttpResponseBase:
    """One of the tables as CSV, named by `table`."""
    check(request.user, Capability.SEE_FEES)
    tables: dict[str, Callable[[Lens], repeat_csv.Table]] = {
        "summary": repeat_csv.summary,
        "bridge": repeat_csv.bridge,
        "trend": trend_table,
        "by": repeat_csv.segments,
        "gap": gap_table,
        "look-alikes": look_alike_table,
        "one-offs": one_off_table,
        "kept": lambda lens: kept_table(lens, request.GET.dict()),
        "clients": lambda lens: repeat_csv.clients(lens, _bar(request.GET.get("bar", "current")), _existing(request)),
        "work": lambda lens: repeat_csv.work(lens, chosen(lens, request.GET.dict())),
        "entries": lambda lens: repeat_csv.entries(lens, chosen(lens, request.GET.dict())),
    }
    name = request.GET.get("table", "summary")
    if name not in tables:
        raise Http404(f"There is no such table. There are: {', '.join(tables)}.")
    table = tables[name](_lens(request))
    return table_response(request, table.name, table.header, table.rows)


def _lens(request: HttpRequest) -> Lens:
    return read_lens(request.GET, colleague(request))


def _bar(name: str) -> Bar:
    if name not in set(Bar):
        raise Http404(f"There is no such bar. There are: {', '.join(Bar)}.")
    return Bar(name)


def _existing(request: HttpRequest) -> bool | None:
    asked = request.GET.get("existing", "")
    if asked not in EXISTING:
        raise Http404("Clients are existing (yes) or not (no).")
    return EXISTING[asked]


def _number(request: HttpRequest) -> int:
    return page_number(request.GET.get("page", ""))


def _shown(request: HttpRequest, template: str, page: object, **more: object) -> HttpResponse:
    return render(request, f"dashboards/{template}.html", {"page": page, "lens": page.lens, **more})  # type: ignore[attr-defined]
