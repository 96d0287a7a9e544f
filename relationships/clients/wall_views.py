"""Walls: who may know of which client. Each page shows only what its reader is inside of (ADR 0009)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import asks_again, requires
from accounts.models import User
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.clients import wall_actions
from relationships.clients.asked_for import client_asked_for
from relationships.clients.models import Wall
from relationships.clients.wall_actions import REFUSALS
from relationships.clients.wall_forms import AddWallForm, EditWallForm
from relationships.clients.wall_queries import (
    attestations_due,
    attestations_of,
    broken_glass_of,
    insiders_of,
    state_of,
    told_of,
    wall_history,
    walls_known_to,
)
from relationships.clients.wall_subject import name_of, places_of, subject_of
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks

PAGE_SIZE = 50
HEADER = ("Around", "Reason", "From", "Until", "State", "Attested by")


def _file(request: HttpRequest) -> ListFile:
    return ListFile("walls.csv", HEADER, _rows(colleague(request)))


def _rows(user: User) -> Iterator[Sequence[Any]]:
    for part in in_chunks(walls_known_to(user)):
        due, places = attestations_due(part), places_of(part)
        for wall in part:
            days = (wall.starts_at, wall.ends_at)
            yield (places[wall.pk].name, wall.reason, *days, str(state_of(wall)), due.get(wall.pk))


@requires(Capability.MANAGE_WALLS)
@require_safe
@also_as_file(_file)
def wall_list(request: HttpRequest) -> HttpResponse:
    """The walls that the reader is inside of."""
    page = Paginator(walls_known_to(colleague(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    due = attestations_due(page)
    places = places_of(page)
    rows = [(wall, places[wall.pk].name, state_of(wall), due.get(wall.pk)) for wall in page]
    return render(request, "clients/walls.html", {"page": page, "rows": rows, "now": timezone.now()})


@requires(Capability.MANAGE_WALLS)
@require_safe
def wall_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One wall: its client, who is inside, and what became of it."""
    wall = _wall(request, public_id)
    context = {
        "wall": wall,
        "around": subject_of(wall),
        "state": state_of(wall),
        "insiders": insiders_of(wall),
        "told": told_of(wall),
        "attestations": attestations_of(wall),
        "due": attestations_due([wall]).get(wall.pk),
        "broken": broken_glass_of(wall),
        "now": timezone.now(),
        "changes": wall_history(wall, before=request.GET.get("before", "")),
        "trail": _trail(),
    }
    return render(request, "clients/wall.html", context)


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def add_wall(request: HttpRequest) -> HttpResponse:
    """Put up a wall around a client, by name or from the client's page (`?client=`)."""
    user, asked = colleague(request), request.GET.get("client", "")
    client = client_asked_for(request, asked) if asked.isascii() and asked.isalnum() else None
    form = AddWallForm(request.POST or None, user=user, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            wall = wall_actions.add_wall(by=user, **form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        else:
            messages.success(request, f"A wall stands around {name_of(wall)}.")
            inside = user in form.cleaned_data["insiders"]
            return see_other(request, "wall_detail", wall.public_id) if inside else see_other(request, "wall_list")
    lede = speak(
        "Only those inside will know that the client exists. Deny comes before every other right, also an administrator's."
    )
    page = FormPage("Put up a wall", form, "Put up wall", cancel=reverse("wall_list"), lede=lede, trail=_trail())
    return form_answer(request, page)


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def edit_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reason, the days, who is inside."""
    wall = _wall(request, public_id)
    here, name = reverse("wall_detail", args=[public_id]), name_of(wall)
    form = EditWallForm(request.POST or None, record=wall)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        insiders, outside = changes.pop("insiders"), changes.pop("outside")
        version = form.cleaned_data["version"]
        try:
            wall_actions.edit_wall(
                wall=wall, expected_version=version, insiders=insiders, outside=outside, changes=changes
            )
        except REFUSALS as refused:
            form.explain(refused)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, f"Saved the wall around {name}.")
            still_inside = colleague(request) in insiders
            return see_other(request, "wall_detail", public_id) if still_inside else see_other(request, "wall_list")
    title = f"Wall around {name}"
    return form_answer(
        request, FormPage(f"Edit: {title}", form, "Save wall", cancel=here, trail=[*_trail(), (title, here)])
    )


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def end_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks first: what everybody has seen can't be hidden again."""
    wall, here = _wall(request, public_id), reverse("wall_detail", args=[public_id])
    name = name_of(wall)
    if request.method == "POST":
        try:
            version = int(request.POST.get("version") or 0)
            wall_actions.end_wall(wall=wall, expected_version=version)
        except (Conflict, ValueError):
            messages.error(request, "The wall was changed in the meantime. Look at it again before you end it.")
            return see_other(request, "wall_detail", public_id)
        messages.success(request, f"The wall around {name} is down.")
        return see_other(request, "wall_list")
    return render(request, "clients/end_wall.html", {"wall": wall, "around": name, "trail": [*_trail(), (name, here)]})


@requires(Capability.MANAGE_WALLS)
@require_POST
def restore_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    """Plan a wall again that was taken away before it began."""
    wall = _wall(request, public_id)
    try:
        if wall.archived_at is not None:
            wall_actions.restore_wall(wall=wall)
            messages.success(request, f"The wall around {name_of(wall)} is back.")
    except REFUSALS:
        messages.error(request, "The client or its people have changed since. Put up a new wall instead.")
    return see_other(request, "wall_detail", public_id)


def _wall(request: HttpRequest, public_id: str) -> Wall:
    return get_object_or_404(walls_known_to(colleague(request)), public_id=public_id)


def _trail() -> list[tuple[str, str]]:
    return [("Walls", reverse("wall_list"))]
