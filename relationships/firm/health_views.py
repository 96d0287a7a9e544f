"""What ties and health go by: edited with its effect in sight, kept version by version."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.answers import see_other
from accounts.conflict import differences
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.firm.health_forms import HealthSettingsForm
from relationships.firm.settings_views import METHODS, settings_tabs
from relationships.scoring.health_policy import BUILT_IN, Policy, last_policy
from relationships.scoring.health_policy_actions import HealthPolicyMoved, save_health_policy
from relationships.scoring.health_preview import preview
from relationships.scoring.health_rules import DEFAULT_RULES
from relationships.scoring.health_settings import changed_names, values_of
from relationships.scoring.models import HealthPolicy
from relationships.scoring.rule_overrides import overridden

MOST_VERSIONS = 50


@dataclass(frozen=True)
class VersionLine:
    """A version and what it changed from the one before: label, before, after."""

    version: HealthPolicy
    changes: list[tuple[str, float, float]]


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def health_settings(request: HttpRequest) -> HttpResponse:
    """Weights, half-lives, expected intervals, bands, caps. Each save is a new version; scores say which they used."""
    now = last_policy()
    form = HealthSettingsForm(request.POST or None, values=values_of(now.rules), version=now.version)
    shown: dict[str, Any] = {}
    # To look at the effect nobody needs a reason yet.
    form.fields["reason"].required = "preview" not in request.POST
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _saved(request, form)
        then = overridden(DEFAULT_RULES, form.overrides)
        shown = {"effect": preview(colleague(request), now, then), "changes": changed_names(now.rules, then)}
    context = {"tabs": settings_tabs("health_settings"), "form": form, "now": now, "versions": _versions(), **shown}
    fragment = getattr(request, "htmx", False) and "preview" in request.POST
    status = 422 if form.errors and not fragment else 200
    template = "firm/_health_effect.html" if fragment else "firm/health_settings.html"
    return render(request, template, context, status=status)


def _saved(request: HttpRequest, form: HealthSettingsForm) -> HttpResponse:
    given = form.cleaned_data
    before = last_policy()
    try:
        saved = save_health_policy(
            by=colleague(request),
            expected_version=given["version"] or 0,
            overrides=form.overrides,
            reason=given["reason"],
        )
    except HealthPolicyMoved as moved:
        return _both(request, form, moved.current)
    if saved.version == before.version:
        messages.success(request, "Nothing has changed.")
    else:
        messages.success(request, f"Saved version {saved.version} of the weights. Scores are being made anew.")
    return see_other(request, "health_settings")


def _both(request: HttpRequest, form: HealthSettingsForm, current: HealthPolicy) -> HttpResponse:
    """409: both versions, one choice a field."""
    values = values_of(overridden(DEFAULT_RULES, current.overrides))
    shown = {name: f"{number:.6f}".rstrip("0").rstrip(".") for name, number in values.items()}
    context = {
        "record": "the weights of health",
        "their_name": current.created_by.name if current.created_by else "",
        "changed_at": current.created_at,
        "action": request.path,
        "version": current.version,
        "cancel": request.path,
        "rows": differences(form, SimpleNamespace(**shown, reason=current.reason)),  # type: ignore[arg-type]
    }
    return render(request, "components/conflict.html", context, status=409)


def _versions() -> list[VersionLine]:
    """The last versions, the newest first."""
    rows = list(HealthPolicy.objects.select_related("created_by").order_by("-version")[: MOST_VERSIONS + 1])
    policies = [Policy(row.version, overridden(DEFAULT_RULES, row.overrides)) for row in rows]
    earlier = [*policies[1:], BUILT_IN]
    lines = [
        VersionLine(row, changed_names(old.rules, new.rules))
        for row, new, old in zip(rows, policies, earlier, strict=False)
    ]
    return lines[:MOST_VERSIONS]
