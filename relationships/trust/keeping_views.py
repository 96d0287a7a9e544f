"""Data keeping: how long what is kept, what would go tonight, what the last nights let go, and whom a hold protects."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, form_answer, see_other
from accounts.conflict import differences
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.firm.settings_views import METHODS, settings_tabs
from relationships.foundation.undo import offer_undo
from relationships.trust import keeping_actions
from relationships.trust.keeping_actions import AlreadyHeld, TermsMoved
from relationships.trust.keeping_forms import FOR_GOOD as FOR_EVER
from relationships.trust.keeping_forms import HoldForm, KeepingForm
from relationships.trust.keeping_models import KeepingPolicy, LegalHold
from relationships.trust.keeping_queries import Terms, due_tonight, last_runs, terms_in_force, versions
from relationships.trust.keeping_rules import FOR_GOOD, OF_ITSELF

HOLDS_SHOWN = 200


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
@asks_again
def data_keeping(request: HttpRequest) -> HttpResponse:
    """A term for each kind. Each save is a new version, with its author and reason."""
    now = terms_in_force()
    form = KeepingForm(request.POST or None, months=now.months, version=now.version)
    shown: dict[str, Any] = {}
    # To look at the effect nobody needs a reason yet.
    form.fields["reason"].required = "preview" not in request.POST
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _saved(request, form)
        shown = {"due": due_tonight(form.months()), "counted": True}
    fragment = getattr(request, "htmx", False) and "preview" in request.POST
    if not fragment:
        holds = LegalHold.objects.visible_to(colleague(request)).standing().select_related("client", "placed_by")
        shown |= {
            "tabs": settings_tabs("data_keeping"),
            "versions": versions(),
            "runs": last_runs(),
            "holds": holds.order_by("-created_at")[:HOLDS_SHOWN],
            "for_good": FOR_GOOD,
            "of_itself": OF_ITSELF,
        }
    template = "trust/_due.html" if fragment else "trust/data_keeping.html"
    status = 422 if form.errors and not fragment else 200
    return render(request, template, {"form": form, "now": now, **shown}, status=status)


def _saved(request: HttpRequest, form: KeepingForm) -> HttpResponse:
    given, before = form.cleaned_data, terms_in_force()
    try:
        saved = keeping_actions.save_terms(
            by=colleague(request),
            expected_version=given["version"] or 0,
            months=form.months(),
            reason=given["reason"],
        )
    except TermsMoved as moved:
        return _both(request, form, moved.current)
    if saved.version == before.version:
        messages.success(request, "Nothing has changed.")
    else:
        messages.success(request, f"Saved version {saved.version}. It holds from tonight on.")
    return see_other(request, "data_keeping")


def _both(request: HttpRequest, form: KeepingForm, current: Terms) -> HttpResponse:
    """409: both versions, one choice a field."""
    row = KeepingPolicy.objects.select_related("created_by").filter(version=current.version).first()
    shown = {name: str(current.months.get(name, FOR_EVER)) for name in form.fields if name not in ("version", "reason")}
    context = {
        "record": "data keeping",
        "their_name": row.created_by.name if row and row.created_by else "",
        "changed_at": row.created_at if row else None,
        "action": request.path,
        "version": current.version,
        "cancel": request.path,
        "rows": differences(form, SimpleNamespace(**shown, reason=row.reason if row else "")),  # type: ignore[arg-type]
    }
    return render(request, "components/conflict.html", context, status=409)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def add_hold(request: HttpRequest) -> HttpResponse:
    """Keep everything about a client, whatever the terms say."""
    form = HoldForm(request.POST or None, user=colleague(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping_actions.add_hold(by=colleague(request), **form.changes())
        except AlreadyHeld as refused:
            form.add_error("client", str(refused))
        else:
            offer_undo(request, text=f"Held {made.client.name}", address=reverse("archive_hold", args=[made.public_id]))
            return see_other(request, "data_keeping", fragment="holds")
    back = reverse("data_keeping")
    lede = speak(
        "Nothing about the client, its people and its touchpoints is let go or erased until the hold is lifted."
    )
    trail = [("Data keeping", back)]
    return form_answer(request, FormPage("Place a legal hold", form, "Place hold", back, lede=lede, trail=trail))


@requires(Capability.MANAGE_FIRM)
@require_POST
@asks_again
def archive_hold(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lift it: the terms apply again from tonight on."""
    hold = _hold(request, public_id)
    if hold.archived_at is None:
        as_shown(request, hold)
    keeping_actions.archive_hold(hold=hold, expected_version=hold.version)
    offer_undo(
        request, text=f"Lifted the hold on {hold.client.name}", address=reverse("restore_hold", args=[public_id])
    )
    return see_other(request, "data_keeping", fragment="holds")


@requires(Capability.MANAGE_FIRM)
@require_POST
def restore_hold(request: HttpRequest, public_id: str) -> HttpResponse:
    """It stands again."""
    hold = _hold(request, public_id)
    try:
        keeping_actions.restore_hold(hold=hold, expected_version=hold.version)
    except (AlreadyHeld, Conflict):
        messages.error(request, "Another hold was placed on it since. Nothing was changed.")
    return see_other(request, "data_keeping", fragment="holds")


def _hold(request: HttpRequest, public_id: str) -> LegalHold:
    rows = LegalHold.objects.visible_to(colleague(request)).select_related("client")
    return get_object_or_404(rows, public_id=public_id)
