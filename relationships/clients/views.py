"""Adding, changing and putting away clients. Their list and page: `dashboards`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.name_search import lenient_search_text
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.scopes import scope_of
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.clients import actions
from relationships.clients.asked_for import client_to_edit
from relationships.clients.forms import ClientForm
from relationships.clients.look_alikes import look_alikes
from relationships.clients.models import Client
from relationships.clients.named import labels
from relationships.clients.queries import find_clients
from relationships.foundation.undo import offer_undo

MOST_OPTIONS = 8
CLIENTS = "Clients"


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_client(request: HttpRequest) -> HttpResponse:
    """A new client; names that look alike are told, never refused."""
    user = colleague(request)
    form = ClientForm(request.POST or None, initial={"owner": user, "name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        given = form.changes()
        if given["owner"] is None and scope_of(user):
            # Nobody's clients are out of the sight of whoever is limited to a place: so it is theirs.
            given["owner"] = user
        client = actions.add_client(**given)
        messages.success(request, f"Added {client.name}.")
        alike = [other.name for other in look_alikes(user, client.name, but=client)]
        if alike:
            messages.warning(request, f"Its name looks like {_list(alike)}. Check that it is not the same client.")
        return _back_to(request, user, client)
    page = FormPage(
        speak("Add a client"),
        form,
        "Add client",
        cancel=reverse("client_list"),
        trail=[(CLIENTS, reverse("client_list"))],
        hints=True,
    )
    return form_answer(request, page)


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_client(request: HttpRequest, public_id: str) -> HttpResponse:
    """A client's own fields."""
    client = client_to_edit(request, public_id)
    here = reverse("client_detail", args=[public_id])
    form = ClientForm(request.POST or None, record=client)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            saved = actions.edit_client(client=client, expected_version=version, changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        messages.success(request, f"Saved {saved.name}.")
        return _back_to(request, colleague(request), saved)
    trail = [(CLIENTS, reverse("client_list")), (client.name, here)]
    return form_answer(request, FormPage(f"Edit {client.name}", form, "Save client", cancel=here, trail=trail))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_client(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a client out of the lists; the strip on the next page brings it back."""
    client = client_to_edit(request, public_id)
    if client.archived_at is None:
        as_shown(request, client)
        actions.archive_client(client=client, expected_version=client.version)
        undo = reverse("restore_client", args=[public_id])
        offer_undo(request, text=f"Archived {client.name}", address=undo)
    return see_other(request, "client_list")


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_client(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring an archived client back."""
    client = client_to_edit(request, public_id)
    if client.archived_at is not None and client.merged_into_id is None:
        actions.restore_client(client=client)
        messages.success(request, f"{client.name} is back.")
    return see_other(request, "client_detail", public_id)


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_options(request: HttpRequest) -> HttpResponse:
    """Completions for a field that names a client (`ClientField`)."""
    typed = next((value for key in ("q", "parent", "client") if (value := request.GET.get(key))), "")
    text, user = lenient_search_text(typed), colleague(request)
    found = find_clients(user, text, most=MOST_OPTIONS) if text else []
    return render(request, "clients/_options.html", {"options": labels(user, found)})


@requires(Capability.EDIT_CLIENTS)
@require_safe
def client_look_alikes(request: HttpRequest) -> HttpResponse:
    """What to look at before adding a client of this name."""
    name, user = lenient_search_text(request.GET.get("name", "")), colleague(request)
    but = request.GET.get("but", "")
    known = get_object_or_404(Client.objects.visible_to(user), public_id=but) if but else None
    return render(request, "clients/_look_alikes.html", {"alike": look_alikes(user, name, but=known)})


def _back_to(request: HttpRequest, user: User, client: Client) -> HttpResponse:
    """Its page; the list when whoever saved it is limited to places that it is no longer of."""
    if scope_of(user) and not Client.objects.visible_to(user).filter(pk=client.pk).exists():
        messages.warning(request, f"{client.name} is out of your sight now: nobody of {scope_of(user)} looks after it.")
        return see_other(request, "client_list")
    return see_other(request, "client_detail", client.public_id)


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
