"""Who looks after a client: adding to the team and taking off it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from relationships.clients import team_actions
from relationships.clients.asked_for import client_to_edit
from relationships.clients.forms import TeamMemberForm
from relationships.clients.models import TeamMember
from relationships.clients.team_actions import AlreadyOnTheTeam
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_team_member(request: HttpRequest, public_id: str) -> HttpResponse:
    """A colleague with a role on this client."""
    client = client_to_edit(request, public_id)
    form = TeamMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["colleague"]
        try:
            team_actions.add_team_member(client=client, **form.changes())
        except AlreadyOnTheTeam:
            form.add_error("role", f"{chosen.name} already has this role. Choose another one.")
        else:
            messages.success(request, f"{chosen.name} is on the team of {client.name}.")
            return see_other(request, "client_record", public_id)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    cancel = reverse("client_record", args=[public_id])
    return form_answer(request, FormPage("Add to the team", form, "Add to team", cancel=cancel, trail=trail))


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_team_member(request: HttpRequest, public_id: str, member_id: str) -> HttpResponse:
    """Another role, or another colleague in it."""
    client = client_to_edit(request, public_id)
    member = get_object_or_404(TeamMember.objects.select_related("colleague"), client=client, public_id=member_id)
    form = TeamMemberForm(request.POST or None, record=member)
    cancel = reverse("client_record", args=[public_id])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["colleague"]
        try:
            version = form.cleaned_data["version"]
            team_actions.edit_team_member(member=member, expected_version=version, **form.changes())
        except AlreadyOnTheTeam:
            form.add_error("role", f"{chosen.name} has this role, or had it once. Bring that back, or choose another.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=cancel)
        else:
            messages.success(request, f"Saved {chosen.name} on the team of {client.name}.")
            return see_other(request, "client_record", public_id)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    return form_answer(request, FormPage("Edit team member", form, "Save member", cancel=cancel, trail=trail))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_team_member(request: HttpRequest, public_id: str, member_id: str) -> HttpResponse:
    """Take a colleague off the team; the strip on the next page brings them back."""
    client = client_to_edit(request, public_id)
    member = get_object_or_404(TeamMember.objects.select_related("colleague"), client=client, public_id=member_id)
    if member.archived_at is None:
        as_shown(request, member)
        team_actions.archive_team_member(member=member, expected_version=member.version)
        undo = reverse("restore_team_member", args=[public_id, member_id])
        offer_undo(request, text=f"Took {member.colleague.name} off the team", address=undo)
    return see_other(request, "client_record", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_team_member(request: HttpRequest, public_id: str, member_id: str) -> HttpResponse:
    """Bring a colleague back to the team."""
    client = client_to_edit(request, public_id)
    member = get_object_or_404(TeamMember.objects.select_related("colleague"), client=client, public_id=member_id)
    if member.archived_at is not None:
        team_actions.restore_team_member(member=member)
        messages.success(request, f"{member.colleague.name} is back on the team.")
    return see_other(request, "client_record", public_id)
