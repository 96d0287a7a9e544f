"""The review queue of records that may be one, the merges that were made, and undoing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.merging import merge_list as merges
from relationships.merging import queue
from relationships.merging.merge_list import merge_list_page, merge_page, number_of
from relationships.merging.models import Merge
from relationships.merging.queue import client_queue, people_queue
from relationships.merging.refusals import CannotUndo
from relationships.merging.undo_actions import undo_merge as take_back


def _pairs_of_clients(request: HttpRequest) -> ListFile:
    return ListFile("duplicate-clients.csv", queue.HEADER, queue.client_pair_rows(colleague(request)))


def _pairs_of_people(request: HttpRequest) -> ListFile:
    return ListFile("duplicate-people.csv", queue.HEADER, queue.person_pair_rows(colleague(request)))


def _merges(request: HttpRequest) -> ListFile:
    return ListFile("merges.csv", merges.HEADER, merges.merge_rows(colleague(request)))


@requires(Capability.EDIT_CLIENTS)
@require_safe
@also_as_file(_pairs_of_clients)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Clients that may be one."""
    page = client_queue(colleague(request), number_of(request.GET.get("page", "")))
    return render(request, "merging/queue.html", {"page": page})


@requires(Capability.EDIT_PEOPLE)
@require_safe
@also_as_file(_pairs_of_people)
def duplicate_people(request: HttpRequest) -> HttpResponse:
    """People who may be one."""
    page = people_queue(colleague(request), number_of(request.GET.get("page", "")))
    return render(request, "merging/queue.html", {"page": page})


@requires(Capability.SEE_CLIENTS)
@require_safe
@also_as_file(_merges)
def merge_list(request: HttpRequest) -> HttpResponse:
    """What was merged, the newest first."""
    page = merge_list_page(colleague(request), number_of(request.GET.get("page", "")))
    return render(request, "merging/merges.html", {"page": page})


@requires(Capability.SEE_CLIENTS)
@require_safe
def merge_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One merge: what became one, and what an undo left because somebody had changed it."""
    return render(
        request, "merging/merge.html", {"page": merge_page(colleague(request), _asked_for(request, public_id))}
    )


@requires(Capability.MERGE_PEOPLE)
@require_POST
def undo_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let them be as many as before."""
    merge = _asked_for(request, public_id)
    if merge.kind == Merge.Kind.CLIENTS:
        check(request.user, Capability.MERGE_CLIENTS)
    try:
        done = take_back(merge=merge, by=colleague(request))
    except CannotUndo as refused:
        messages.error(request, str(refused))
        return see_other(request, "merge_detail", public_id)
    names = ", ".join(each.record.name for each in done.absorbed.select_related("client", "person"))
    messages.success(request, f"{names} and {done.stayed.name} are as many as before.")
    return see_other(request, "merge_detail", public_id)


def _asked_for(request: HttpRequest, public_id: str) -> Merge:
    rows = Merge.objects.visible_to(colleague(request)).select_related("client", "person", "merged_by", "undone_by")
    return get_object_or_404(rows, public_id=public_id)
