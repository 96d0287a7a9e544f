"""What the ledger says beyond the share: second engagements, the forecast, other readings."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.forecast_page import forecast_page, forecast_table
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.repeat_csv import StillCounting, Table
from relationships.dashboards.repeat_lens import Lens, read_lens
from relationships.dashboards.repeat_readings_page import (
    difference_page,
    difference_table,
    readings_page,
    readings_table,
)
from relationships.dashboards.repeat_soon import or_soon
from relationships.dashboards.second_engagement_page import TABLES, second_engagement_page
from relationships.foundation.table_response import table_response


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def second_engagement(request: HttpRequest) -> HttpResponse:
    """How many new clients come back for other work, how soon, and who is still waited for."""
    page = second_engagement_page(_lens(request), page=page_number(request.GET.get("page", "")))
    return render(request, "dashboards/second_engagement.html", {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_second_engagement(request: HttpRequest) -> HttpResponseBase:
    """One of its tables as CSV, named by `table`."""
    lens = _lens(request)
    name = request.GET.get("table", "cohorts")
    if name not in TABLES:
        raise Http404(f"There is no such table. There are: {', '.join(TABLES)}.")
    return _download(request, lambda: TABLES[name](lens), reverse("second_engagement") + lens.address())


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def repeat_forecast(request: HttpRequest) -> HttpResponse:
    """The share at year end, how it is forecast, and how that went in past years."""
    page = forecast_page(_lens(request))
    return render(request, "dashboards/repeat_forecast.html", {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_repeat_forecast(request: HttpRequest) -> HttpResponseBase:
    """The forecast and the past ones as CSV."""
    lens = _lens(request)
    return _download(request, lambda: forecast_table(lens), reverse("repeat_forecast") + lens.address())


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_readings(request: HttpRequest) -> HttpResponse:
    """The same ledger under every shipped reading, side by side."""
    page = readings_page(read_lens(request.GET, colleague(request)))
    return render(request, "dashboards/repeat_readings.html", {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_difference(request: HttpRequest, reading: str) -> HttpResponse:
    """Which clients make a reading differ from the firm's own."""
    check(request.user, Capability.SEE_FEES)
    number = page_number(request.GET.get("page", ""))
    page = difference_page(read_lens(request.GET, colleague(request)), reading, page=number)
    return render(request, "dashboards/repeat_difference.html", {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_repeat_difference(request: HttpRequest, reading: str) -> HttpResponseBase:
    """Those clients as CSV."""
    check(request.user, Capability.SEE_FEES)
    lens = read_lens(request.GET, colleague(request))
    here = reverse("repeat_difference", args=[reading]) + lens.address()
    return _download(request, lambda: difference_table(lens, reading), here)


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_repeat_readings(request: HttpRequest) -> HttpResponseBase:
    """The readings as CSV."""
    check(request.user, Capability.SEE_FEES)
    lens = read_lens(request.GET, colleague(request))
    return _download(request, lambda: readings_table(lens), reverse("repeat_readings") + lens.address())


def _lens(request: HttpRequest) -> Lens:
    """The year to date of the whole firm, by the rule and with the groups and rates that are asked for."""
    return read_lens({name: request.GET.get(name, "") for name in ("policy", "owned", "money")}, colleague(request))


def _download(request: HttpRequest, table: Callable[[], Table], page: str) -> HttpResponseBase:
    """The table; while it is being counted, the page that says so."""
    try:
        made = table()
    except StillCounting:
        return redirect(page)
    return table_response(request, made.name, made.header, made.rows)
