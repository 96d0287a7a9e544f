"""The firm's settings: who it is, and its words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.answers import conflict_answer, see_other
from accounts.firm_actions import edit_firm
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.record import Conflict
from accounts.record_form import RecordForm
from accounts.scopes import scoped_by_role
from accounts.second_step import second_steps_by_role
from accounts.signed_in import colleague
from accounts.vocabulary import NON_PROFIT, PROFESSIONAL_SERVICES, speak
from relationships.firm.actions import CurrencyInUse, ledger_holds_amounts, save_firm
from relationships.firm.effects import effect
from relationships.firm.forms import FirmForm, ScopeForm, SignInForm, WordsForm
from relationships.scoring.repeat_policy import current_policy

TABS = (
    ("firm_settings", "Firm"),
    ("words", "Words"),
    ("sign_in_rules", "Signing in"),
    ("scope_rules", "Who sees what"),
    ("repeat_policy", "Repeat business"),
    ("rate_list", "Exchange rates"),
    ("health_settings", "Health"),
    ("gift_limit", "Gifts"),
    ("data_keeping", "Data keeping"),
    ("sample_data", "Sample data"),
)
METHODS = ["GET", "HEAD", "POST"]


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def firm_settings(request: HttpRequest) -> HttpResponseBase:
    """Name, currency, time, and who sees fees; on demand what another fiscal year would do."""
    user, firm = colleague(request), the_firm()
    form = FirmForm(request.POST or None, record=firm, currency_is_fixed=ledger_holds_amounts())
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            now = current_policy()
            then = replace(now, fy_start_month=form.cleaned_data["fiscal_start_month"])
            shown = {"effect": effect(user=user, now=now, then=then), "is_year": True}
        else:
            gives_rights = form.cleaned_data["fees_seen_by"] != firm.fees_seen_by
            return (_saved_rights if gives_rights else _saved_firm)(request, form)
    return _firm_page(request, form, **shown)


def _saved_firm(request: HttpRequest, form: FirmForm) -> HttpResponseBase:
    """The answer to what was sent."""
    try:
        save_firm(by=colleague(request), expected_version=form.cleaned_data["version"], changes=form.changes())
    except CurrencyInUse:
        form.add_error("base_currency", "The ledger holds amounts by now. Keep the currency.")
        return _firm_page(request, form)
    except Conflict as conflict:
        return conflict_answer(request, form, conflict.current, cancel=request.path)
    messages.success(request, "Saved the firm.")
    return see_other(request, "firm_settings")


@asks_again
def _saved_rights(request: HttpRequest, form: FirmForm) -> HttpResponseBase:
    """The same, where a role comes to see fees or no longer does."""
    return _saved_firm(request, form)


def _firm_page(request: HttpRequest, form: FirmForm, **shown: Any) -> HttpResponse:
    return _page(request, "firm_settings", form, "Save firm", preview="Show what another year does", **shown)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def words(request: HttpRequest) -> HttpResponse:
    """Which nouns the pages use, side by side."""
    form = WordsForm(request.POST or None, record=the_firm())
    if request.method == "POST" and form.is_valid():
        try:
            edit_firm(expected_version=form.cleaned_data["version"], changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=request.path)
        messages.success(request, "Saved the words.")
        return see_other(request, "words")
    pairs = [(noun, NON_PROFIT[key]) for key, noun in PROFESSIONAL_SERVICES.items() if not key.startswith("an_")]
    return _page(request, "words", form, "Save words", pairs=pairs)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
@asks_again
def sign_in_rules(request: HttpRequest) -> HttpResponse:
    """Which roles sign in with a second step, and how many colleagues have one."""
    form = SignInForm(request.POST or None, record=the_firm())
    said = _saved(request, "sign_in_rules", form, "Saved how people sign in.")
    return said or _page(request, "sign_in_rules", form, "Save", steps=second_steps_by_role())


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
@asks_again
def scope_rules(request: HttpRequest) -> HttpResponse:
    """Which roles see the clients of their office or practice only; none unless the firm says so."""
    form = ScopeForm(request.POST or None, record=the_firm())
    said = _saved(request, "scope_rules", form, "Saved who sees what. It holds from everybody's next click.")
    return said or _page(request, "scope_rules", form, "Save", scoped=scoped_by_role())


def _saved(request: HttpRequest, here: str, form: RecordForm, said: str) -> HttpResponse | None:
    """The answer to rules that were sent and are sound; None where the page is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        edit_firm(expected_version=form.cleaned_data["version"], changes=form.changes())
    except Conflict as conflict:
        return conflict_answer(request, form, conflict.current, cancel=request.path)
    messages.success(request, said)
    return see_other(request, here)


def _page(request: HttpRequest, here: str, form: RecordForm, submit: str, **more: Any) -> HttpResponse:
    titles = {
        "firm_settings": "The firm",
        "words": "Words",
        "sign_in_rules": "Signing in",
        "scope_rules": "Who sees what",
    }
    context = {
        "title": titles[here],
        "here": here,
        "tabs": settings_tabs(here),
        "form": form,
        "submit": submit,
        "firm": the_firm(),
        **more,
    }
    return render(request, "firm/settings.html", context, status=422 if form.errors else 200)


def settings_tabs(here: str) -> list[tuple[str, str, bool]]:
    """Label, address, and whether it is this page."""
    return [(speak(label), reverse(name), name == here) for name, label in TABS]
