"""Offices and practices: the same pages for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import admin_actions
from accounts.admin_actions import NameTaken, Place
from accounts.admin_forms import PlaceForm
from accounts.admin_queries import places
from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.models import Office, Practice
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.record_history import history_of
from accounts.shown_version import as_shown
from accounts.vocabulary import speak


@dataclass(frozen=True)
class Kind:
    """One of the two: its model, words and URL names."""

    model: type[Office] | type[Practice]
    noun: str
    one: str
    title: str
    lede: str

    @property
    def list_name(self) -> str:
        return f"{self.noun}_list"

    @property
    def file(self) -> str:
        return f"export_{self.noun}s"

    @property
    def address(self) -> str:
        return reverse(self.list_name)


KINDS = {
    "office": Kind(Office, "office", "an office", "Offices", "Where the firm works from."),
    "practice": Kind(Practice, "practice", "a practice", "Practices", "The fields the firm works in."),
}


@requires(Capability.MANAGE_FIRM)
@require_safe
def place_list(request: HttpRequest, kind: str) -> HttpResponse:
    """All of them, with the number of colleagues there."""
    of = KINDS[kind]
    return render(request, "accounts/places.html", {"kind": of, "places": places(of.model)})


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def add_place(request: HttpRequest, kind: str) -> HttpResponse:
    """A new one."""
    of = KINDS[kind]
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place = admin_actions.add_place(model=of.model, name=form.cleaned_data["name"])
        except NameTaken:
            _explain(form, of)
        else:
            messages.success(request, f"Added {place.name}.")
            return see_other(request, of.list_name)
    trail = [(of.title, of.address)]
    return form_answer(
        request, FormPage(speak(f"Add {of.one}"), form, f"Add {of.noun}", cancel=of.address, trail=trail)
    )


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_place(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Its name, and below the form what became of it."""
    of = KINDS[kind]
    place = _place(of, public_id)
    form = PlaceForm(request.POST or None, record=place)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            saved = admin_actions.edit_place(place=place, expected_version=version, changes=form.changes())
        except NameTaken:
            _explain(form, of)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=of.address)
        else:
            messages.success(request, f"Saved {saved.name}.")
            return see_other(request, of.list_name)
    page = FormPage(f"Edit {place.name}", form, f"Save {of.noun}", cancel=of.address, trail=[(of.title, of.address)])
    changes = history_of(place, fields={"name": "Name"}, before=request.GET.get("before", ""))
    status = 422 if form.errors else 200
    return render(request, "accounts/place.html", {"page": page, "form": form, "changes": changes}, status=status)


@requires(Capability.MANAGE_FIRM)
@require_POST
def archive_place(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Offer it no more."""
    of = KINDS[kind]
    place = _place(of, public_id)
    if place.archived_at is None:
        as_shown(request, place)
        admin_actions.archive_place(place=place)
        messages.success(request, f"{place.name} is offered no more. Whoever belongs to it stays.")
    return see_other(request, of.list_name)


@requires(Capability.MANAGE_FIRM)
@require_POST
def restore_place(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Offer it again."""
    of = KINDS[kind]
    place = _place(of, public_id)
    if place.archived_at is not None:
        admin_actions.restore_place(place=place)
        messages.success(request, f"{place.name} is offered again.")
    return see_other(request, of.list_name)


def _place(of: Kind, public_id: str) -> Place:
    found: Any = get_object_or_404(of.model, public_id=public_id)
    return cast(Place, found)


def _explain(form: PlaceForm, of: Kind) -> None:
    form.add_error("name", f"This is the name of {of.one} already, perhaps an archived one. Choose another name.")
