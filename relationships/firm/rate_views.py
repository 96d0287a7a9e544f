"""Exchange rates by day: what is known, by hand and by lines."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.record import Conflict
from accounts.shown_version import as_shown
from relationships.dashboards.numbered_pages import numbered, page_number
from relationships.engagements import rate_actions
from relationships.engagements.models import ExchangeRate
from relationships.engagements.rate_forms import RateForm, RateLinesForm
from relationships.engagements.rate_lines import Line
from relationships.firm.settings_views import settings_tabs
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks
from relationships.foundation.undo import offer_undo

REGISTER = "a register or the European Central Bank"
METHODS = ["GET", "HEAD", "POST"]
LEDE = (
    "Entries booked from now on take it. What is booked keeps its amount; the view at constant rates follows at once."
)


def _file(request: HttpRequest) -> ListFile:
    base = the_firm().base_currency
    rows = (
        (each.on, each.currency, each.rate, "entered here" if each.by_hand else REGISTER)
        for part in in_chunks(_asked(request))
        for each in part
    )
    return ListFile("rates.csv", ("Day", "Currency", f"One unit in {base}", "Came from"), rows)


def _asked(request: HttpRequest) -> QuerySet[ExchangeRate]:
    """Those of one currency when the address names one that is known."""
    known = ExchangeRate.objects.filter(base_currency=the_firm().base_currency, archived_at__isnull=True)
    only = request.GET.get("currency", "")
    there = only in set(known.order_by().values_list("currency", flat=True).distinct())
    return (known.filter(currency=only) if there else known).order_by("-on", "currency")


@requires(Capability.MANAGE_FIRM)
@require_safe
@also_as_file(_file)
def rate_list(request: HttpRequest) -> HttpResponse:
    """Every rate that is known, the latest day first; one currency by itself on demand."""
    base, only = the_firm().base_currency, request.GET.get("currency", "")
    known = ExchangeRate.objects.filter(base_currency=base, archived_at__isnull=True)
    latest = list(known.order_by("currency", "-on").distinct("currency"))
    only = only if only in {each.currency for each in latest} else ""
    rows = known.filter(currency=only) if only else known
    context = {
        "title": "Exchange rates",
        "tabs": settings_tabs("rate_list"),
        "base": base,
        "chosen": only,
        "latest": latest,
        "page": numbered(rows.order_by("-on", "currency"), page_number(request.GET.get("page", ""))),
    }
    return render(request, "firm/rates.html", context)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def add_rate(request: HttpRequest) -> HttpResponse:
    """One rate of one day."""
    form = RateForm(request.POST or None, base=the_firm().base_currency)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        rate_actions.keep_rates(rates=[Line(given["currency"], given["on"], given["rate"])])
        messages.success(request, f"Kept what {given['currency']} was worth on {given['on']}.")
        return see_other(request, "rate_list")
    return form_answer(request, _page("Add a rate", form, "Save rate"))


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def bring_rates(request: HttpRequest) -> HttpResponse:
    """Many rates at once; all of them or none."""
    form = RateLinesForm(request.POST or None, request.FILES or None, base=the_firm().base_currency)
    if request.method == "POST" and form.is_valid():
        kept = rate_actions.keep_rates(rates=form.rates())
        messages.success(request, f"{kept} of {len(form.rates())} rates are new or differ from what was known.")
        return see_other(request, "rate_list")
    return form_answer(request, _page("Bring in rates", form, "Bring in rates"))


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def edit_rate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct a rate."""
    rate = get_object_or_404(ExchangeRate, public_id=public_id)
    form = RateForm(request.POST or None, base=rate.base_currency, record=rate)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            rate_actions.edit_rate(rate=rate, expected_version=given["version"], worth=given["rate"])
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=reverse("rate_list"))
        messages.success(request, f"Saved what {rate.currency} was worth on {rate.on}.")
        return see_other(request, "rate_list")
    return form_answer(request, _page(f"{rate.currency} on {rate.on}", form, "Save rate"))


@requires(Capability.MANAGE_FIRM)
@require_POST
def archive_rate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget a mistaken rate; the strip on the next page brings it back."""
    rate = get_object_or_404(ExchangeRate, public_id=public_id)
    if rate.archived_at is None:
        as_shown(request, rate)
        rate_actions.archive_rate(rate=rate)
        undo = reverse("restore_rate", args=[public_id])
        offer_undo(request, text=f"Took {rate.currency} on {rate.on} away", address=undo)
    return see_other(request, "rate_list")


@requires(Capability.MANAGE_FIRM)
@require_POST
def restore_rate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Know it again."""
    rate = get_object_or_404(ExchangeRate, public_id=public_id)
    if rate.archived_at is not None:
        rate_actions.restore_rate(rate=rate)
        messages.success(request, f"{rate.currency} on {rate.on} is known again.")
    return see_other(request, "rate_list")


def _page(title: str, form: RateForm | RateLinesForm, submit: str) -> FormPage:
    trail = [("Exchange rates", reverse("rate_list"))]
    return FormPage(title, form, submit, cancel=reverse("rate_list"), lede=LEDE, trail=trail)
