"""Whose a joint account is: adding, changing, taking away."""

from __future__ import annotations

from typing import Any

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
from accounts.signed_in import colleague
from relationships.clients import joint_actions
from relationships.clients.asked_for import client_to_edit
from relationships.clients.joint_actions import JointOfJoint, NotWhole, TermsOverlap
from relationships.clients.joint_forms import JointTermForm
from relationships.clients.joint_queries import parts_of, terms_seen_by
from relationships.clients.models import Client, JointTerm
from relationships.foundation.undo import offer_undo

REFUSED = (NotWhole, TermsOverlap, JointOfJoint)
OVERLAP = "In some of these days the account is shared another way. Choose days that do not overlap."


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_joint_term(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let an account count for the clients who share it."""
    client, user = client_to_edit(request, public_id), colleague(request)
    form = JointTermForm(request.POST or None, user=user, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            joint_actions.add_joint_term(account=client, parts=form.parts(), by=user, **_days(form))
        except REFUSED as refused:
            _explain(form, refused)
        else:
            messages.success(request, f"{client.name} counts for {_names(form)} by their shares.")
            return see_other(request, "client_record", public_id)
    return form_answer(request, _page(client, "Shared by", form))


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_joint_term(request: HttpRequest, public_id: str, term_id: str) -> HttpResponse:
    """Other shares, or other days."""
    client, user = client_to_edit(request, public_id), colleague(request)
    term = _term(request, client, term_id)
    form = JointTermForm(request.POST or None, user=user, client=client, parts=parts_of(term), record=term)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            joint_actions.edit_joint_term(
                term=term, expected_version=version, parts=form.parts(), by=user, **_days(form)
            )
        except REFUSED as refused:
            _explain(form, refused)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_record(client))
        else:
            messages.success(request, f"Saved who shares {client.name}.")
            return see_other(request, "client_record", public_id)
    return form_answer(request, _page(client, "Edit shares", form))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_joint_term(request: HttpRequest, public_id: str, term_id: str) -> HttpResponse:
    """Take mistaken shares away; the strip on the next page brings them back."""
    client = client_to_edit(request, public_id)
    term = _term(request, client, term_id)
    if term.archived_at is None:
        as_shown(request, term)
        joint_actions.archive_joint_term(term=term, expected_version=term.version)
        undo = reverse("restore_joint_term", args=[public_id, term_id])
        offer_undo(request, text=f"{client.name} is no joint account any more", address=undo)
    return see_other(request, "client_record", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_joint_term(request: HttpRequest, public_id: str, term_id: str) -> HttpResponse:
    """Bring the shares back, unless others took their days."""
    client = client_to_edit(request, public_id)
    term = _term(request, client, term_id)
    try:
        if term.archived_at is not None:
            joint_actions.restore_joint_term(term=term, by=colleague(request))
            messages.success(request, f"{client.name} is shared again.")
    except REFUSED:
        messages.error(request, "The shares stay away: others have their days by now.")
    return see_other(request, "client_record", public_id)


def _term(request: HttpRequest, client: Client, term_id: str) -> JointTerm:
    """A term all of whose clients this user may see."""
    terms = terms_seen_by(colleague(request)).filter(account=client).select_related("account")
    return get_object_or_404(terms, public_id=term_id)


def _days(form: JointTermForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}


def _names(form: JointTermForm) -> str:
    names = [part.member.name for part in form.parts()]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _explain(form: JointTermForm, refused: Exception) -> None:
    if isinstance(refused, TermsOverlap):
        form.add_error("starts_on", OVERLAP)
    elif isinstance(refused, JointOfJoint):
        form.add_error(None, f"{refused} Shares go one step only: name the clients behind it.")
    else:
        form.add_error("percent_1", str(refused))


def _record(client: Client) -> str:
    return reverse("client_record", args=[client.public_id])


def _page(client: Client, title: str, form: JointTermForm) -> FormPage:
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[client.public_id]))]
    return FormPage(title, form, "Save shares", cancel=_record(client), trail=trail)
