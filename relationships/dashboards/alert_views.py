"""Alerts: look, deal with, snooze with a reason, lift a snooze."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.clients.permissions import may_edit, why_not
from relationships.dashboards.alert_forms import SnoozeForm
from relationships.dashboards.alert_page import HEADER, alert_lines, alert_page, alert_rows
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo
from relationships.scoring import alert_actions
from relationships.scoring.alert_queries import known_alerts, standing_snoozes
from relationships.scoring.models import Alert


def _alerts(request: HttpRequest) -> ListFile:
    return ListFile("alerts.csv", HEADER, alert_rows(colleague(request), request.GET))


@requires(Capability.SEE_HEALTH)
@require_safe
@also_as_file(_alerts)
def alert_list(request: HttpRequest) -> HttpResponse:
    """What is worth a minute, newest first, and what is snoozed."""
    return render(request, "dashboards/alert_list.html", {"page": alert_page(colleague(request), request.GET)})


@requires(Capability.EDIT_CLIENTS)
@require_POST
def settle_alert(request: HttpRequest, public_id: str) -> HttpResponse:
    """Dealt with."""
    alert = _alert(request, public_id)
    if alert_actions.settle_alert(alert=alert, by=colleague(request)):
        offer_undo(request, text=f"Dealt with: {alert.client.name}", address=reverse("reopen_alert", args=[public_id]))
    return see_other(request, "alert_list")


@requires(Capability.EDIT_CLIENTS)
@require_POST
def reopen_alert(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not dealt with after all."""
    alert_actions.reopen_alert(alert=_alert(request, public_id), by=colleague(request))
    return see_other(request, "alert_list")


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def snooze_alert(request: HttpRequest, public_id: str) -> HttpResponse:
    """No alert of this kind about this client until a day, and why."""
    alert = _alert(request, public_id)
    form = SnoozeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            snooze = alert_actions.snooze_alert(alert=alert, by=colleague(request), **form.cleaned_data)
        except alert_actions.SnoozeError as refused:
            form.explain(refused)
        else:
            until = f" until {snooze.until:%-d %b %Y}" if snooze.until else ""
            messages.success(request, f"{alert.get_kind_display()}: quiet about {alert.client.name}{until}.")
            return see_other(request, "alert_list")
    (line,) = alert_lines(colleague(request), [alert])
    context = {"form": form, "line": line}
    return render(request, "dashboards/snooze_alert.html", context, status=422 if form.errors else 200)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def lift_snooze(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let alerts of that kind about that client come again."""
    snooze = get_object_or_404(standing_snoozes(colleague(request)), public_id=public_id)
    _may_act(request, snooze.client)
    alert_actions.lift_snooze(snooze=snooze, by=colleague(request))
    messages.success(request, f"{snooze.get_kind_display()}: {snooze.client.name} may be shown again.")
    return see_other(request, "alert_list")


def _alert(request: HttpRequest, public_id: str) -> Alert:
    """The alert, behind the gate (404), about a client that is the reader's to look after (403)."""
    rows = known_alerts(colleague(request)).select_related("client", "client__owner")
    alert = get_object_or_404(rows, public_id=public_id)
    _may_act(request, alert.client)
    return alert


def _may_act(request: HttpRequest, client: Client) -> None:
    if not may_edit(colleague(request), client):
        raise PermissionDenied(why_not(client))
