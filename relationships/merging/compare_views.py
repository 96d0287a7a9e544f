"""Comparing records, merging them, or saying that they are two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import go_on, own_address, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.name_search import lenient_search_text
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.clients.look_alikes import look_alikes
from relationships.clients.models import Client
from relationships.clients.queries import find_clients
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.contacts.queries import find_people, resembling_people
from relationships.foundation.undo import offer_undo
from relationships.merging import actions, people_alike
from relationships.merging.compare import compare
from relationships.merging.fields import Mergeable, fields_of
from relationships.merging.models import Merge, TwoPeople
from relationships.merging.refusals import CannotMerge, ChangedMeanwhile

METHODS = ["GET", "HEAD", "POST"]
MEANWHILE = "One of these was changed while you looked. Compare again: here is how they are now. Nothing was merged."
NOBODY_CHOSEN = "Search for the other record, tick it, and compare. Nothing was merged."
MOST_FOUND = 20


@requires(Capability.EDIT_CLIENTS, to_write=Capability.MERGE_CLIENTS)
@require_http_methods(METHODS)
def merge_clients(request: HttpRequest, public_id: str) -> HttpResponse:
    """Clients side by side, the one in the address stays; without others to compare, which they may be."""
    keeper = client_asked_for(request, public_id)
    if keeper.merged_into is not None:
        return redirect("merge_clients", keeper.merged_into.public_id)
    others = [client_asked_for(request, each) for each in _others(request, public_id)]
    if not others:
        return _ask_for_others(request, keeper, _clients_found)
    return _answer(request, [keeper, *others], actions.merge_clients, "client_detail")


@requires(Capability.EDIT_PEOPLE, to_write=Capability.MERGE_PEOPLE)
@require_http_methods(METHODS)
def merge_people(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same for people."""
    keeper = person_asked_for(request, public_id)
    if keeper.merged_into is not None:
        return redirect("merge_people", keeper.merged_into.public_id)
    others = [person_asked_for(request, each) for each in _others(request, public_id)]
    if not others:
        return _ask_for_others(request, keeper, _people_found)
    return _answer(request, [keeper, *others], actions.merge_people, "person_detail")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def mark_two_people(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Remember that they are two people."""
    person, other = _two(request, public_id, other_id)
    people_alike.mark_two_people(person=person, other=other, by=colleague(request))
    undo = reverse("forget_two_people", args=[public_id, other_id])
    offer_undo(request, text=f"Remembered: {person.name} and {other.name} are two people", address=undo)
    return go_on(request, own_address(request))


@requires(Capability.EDIT_PEOPLE)
@require_POST
def forget_two_people(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Ask about them again."""
    one, two = sorted(_two(request, public_id, other_id), key=lambda each: each.pk)
    people_alike.forget_two_people(said=get_object_or_404(TwoPeople, one=one, other=two))
    undo = reverse("mark_two_people", args=[public_id, other_id])
    offer_undo(request, text=f"{one.name} and {two.name} are look-alikes again", address=undo)
    return go_on(request, own_address(request))


def _two(request: HttpRequest, public_id: str, other_id: str) -> tuple[Person, Person]:
    person, other = person_asked_for(request, public_id), person_asked_for(request, other_id)
    if person == other:
        raise PermissionDenied("One person can't be their own look-alike.")
    return person, other


def _others(request: HttpRequest, public_id: str) -> list[str]:
    """The public ids that the address or the form names besides the one that stays."""
    said = request.POST if request.method == "POST" else request.GET
    named = [each for each in dict.fromkeys(said.getlist("with")) if each != public_id]
    if any(not (each.isascii() and each.isalnum()) for each in named):
        raise Http404("Nothing has this id.")
    return named[: actions.MOST]


def _answer(request: HttpRequest, records: Sequence[Mergeable], merge: Callable[..., Merge], page: str) -> HttpResponse:
    problem, status = "", 200
    if request.method == "POST":
        try:
            done = merge(
                keeper=records[0],
                absorbed=records[1:],
                by=colleague(request),
                versions=_versions(request, records),
                picks=_picks(request, records),
            )
        except ChangedMeanwhile:
            problem, status = MEANWHILE, 409
            records = [each for each in _fresh(records) if not each.merged_into_id]
            if len(records) < 2:
                messages.warning(request, "They were merged already.")
                return see_other(request, page, records[0].public_id) if records else redirect("/")
        except CannotMerge as refused:
            problem, status = str(refused), 422
        else:
            names = ", ".join(each.name for each in records[1:])
            undo = reverse("undo_merge", args=[done.public_id])
            offer_undo(request, text=f"Merged {names} into {records[0].name}", address=undo)
            return see_other(request, page, records[0].public_id)
    context = {"page": compare(colleague(request), records), "problem": problem}
    return render(request, "merging/compare.html", context, status=status)


def _fresh(records: Sequence[Mergeable]) -> list[Mergeable]:
    for each in records:
        each.refresh_from_db()
    return list(records)


def _versions(request: HttpRequest, records: Sequence[Mergeable]) -> dict[int, int]:
    """Those that were compared; a form without them was compared with nothing."""
    said = {each.pk: request.POST.get(f"version-{each.public_id}", "") for each in records}
    return {pk: int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1 for pk, text in said.items()}


def _picks(request: HttpRequest, records: Sequence[Mergeable]) -> dict[str, int]:
    by_id = {each.public_id: each.pk for each in records}
    said = {name: request.POST.get(f"pick-{name}", "") for name in fields_of(records[0])}
    return {name: by_id[public_id] for name, public_id in said.items() if public_id in by_id}


def _ask_for_others(request: HttpRequest, keeper: Any, find: Callable[..., list[Any]]) -> HttpResponse:
    text = lenient_search_text(request.GET.get("q", ""))
    found = [each for each in find(colleague(request), keeper, text) if each != keeper]
    problem = NOBODY_CHOSEN if request.method == "POST" else ""
    context = {
        "keeper": keeper,
        "of_clients": isinstance(keeper, Client),
        "q": text,
        "found": found,
        "problem": problem,
    }
    return render(request, "merging/choose.html", context, status=422 if problem else 200)


def _clients_found(user: User, keeper: Client, text: str) -> list[Client]:
    if text:
        return [each for each in find_clients(user, text, most=MOST_FOUND) if each.archived_at is None]
    return look_alikes(user, keeper.name, but=keeper)


def _people_found(user: User, keeper: Person, text: str) -> list[Person]:
    find = find_people if text else resembling_people
    return find(user, text or keeper.name, most=MOST_FOUND)
