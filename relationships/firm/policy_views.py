"""The rule for repeat business: edited with its effect in sight, kept version by version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.answers import see_other
from accounts.conflict import differences
from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.firm.actions import save_rule
from relationships.firm.effects import effect
from relationships.firm.policy_forms import PolicyForm, shown_of
from relationships.firm.settings_views import METHODS, settings_tabs
from relationships.foundation.firm_day import firm_day
from relationships.scoring.repeat_policy import PolicyVersion, in_force, in_force_until, policy_versions
from relationships.scoring.repeat_policy_actions import PolicyMoved, policy_of


@dataclass(frozen=True)
class VersionLine:
    """A version in the list: when it was or will be in force."""

    version: PolicyVersion
    until: date | None
    current: bool
    planned: bool

    @property
    def replaced(self) -> bool:
        """Whether another one of the same day took its place before it ever held."""
        return self.until is not None and self.until == self.version.since


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def repeat_policy(request: HttpRequest) -> HttpResponse:
    """Every choice of the rule. Each save is a new version; figures say which they used."""
    versions, today = policy_versions(), firm_day().on
    now = in_force(versions, today)
    start = _start(request, versions, now)
    form = PolicyForm(request.POST or None, policy=start.policy, last_version=versions[0].number)
    shown: dict[str, Any] = {}
    # To look at the effect nobody needs a reason yet.
    form.fields["reason"].required = "preview" not in request.POST
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _saved(request, form, versions)
        then = policy_of(versions[0].number + 1, form.policy_changes())
        shown = {"effect": effect(user=colleague(request), now=now.policy, then=then)}
    context = {
        "tabs": settings_tabs("repeat_policy"),
        "form": form,
        "now": now,
        "start": start,
        "versions": version_lines(versions, today),
        "currency": the_firm().base_currency,
        **shown,
    }
    # A fragment is asked for while somebody is still choosing: what is wrong by then is said beside the effect.
    fragment = getattr(request, "htmx", False) and "preview" in request.POST
    status = 422 if form.errors and not fragment else 200
    return render(request, "firm/_effect.html" if fragment else "firm/repeat_policy.html", context, status=status)


def version_lines(versions: list[PolicyVersion], today: date) -> list[VersionLine]:
    """Every version, the newest first."""
    now = in_force(versions, today)
    return [VersionLine(each, in_force_until(versions, each), each == now, each.since > today) for each in versions]


def _start(request: HttpRequest, versions: list[PolicyVersion], now: PolicyVersion) -> PolicyVersion:
    """The version that the form begins with: the one in force, or the one that `from` names."""
    wanted = request.GET.get("from", "")
    if not wanted:
        return now
    found = next((each for each in versions if str(each.number) == wanted), None)
    if found is None:
        raise Http404("There is no such version of the rule.")
    return found


def _saved(request: HttpRequest, form: PolicyForm, versions: list[PolicyVersion]) -> HttpResponse:
    given = form.cleaned_data
    try:
        version = save_rule(
            by=colleague(request),
            expected_version=given["version"] or 0,
            reason=given["reason"],
            changes=form.policy_changes(),
            valid_from=given["valid_from"],
        )
    except PolicyMoved as moved:
        return _both(request, form, moved.current)
    new = all(each.number != version for each in versions)
    messages.success(request, f"Saved version {version} of the rule." if new else "Nothing has changed.")
    return see_other(request, "repeat_policy")


def _both(request: HttpRequest, form: PolicyForm, current: PolicyVersion) -> HttpResponse:
    """409: both versions, one choice a field."""
    theirs = SimpleNamespace(
        **shown_of(current.policy), valid_from=max(current.since, firm_day().on), reason=current.reason
    )
    context = {
        "record": "the rule for repeat business",
        "their_name": current.author,
        "changed_at": current.saved_at,
        "action": request.path,
        "version": current.number,
        "cancel": request.path,
        "rows": differences(form, theirs),  # type: ignore[arg-type]  # read by name, as a record is
    }
    return render(request, "components/conflict.html", context, status=409)
