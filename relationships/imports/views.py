"""What was brought in from files, and how to bring more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks
from relationships.imports.file_steps import STEP_OF
from relationships.imports.kinds import Circumstances
from relationships.imports.models import FileImport, ImportRun
from relationships.imports.registry import DESCRIPTIONS

PAGE_SIZE = 50
BEGUN = 20
HEADER = ("File", "Kind", "From", "Begun", "State", "Read", "Created", "Changed", "Refused")
State = FileImport.State


@dataclass(frozen=True)
class FileKind:
    """A kind of file, as its header line names its columns."""

    name: str
    required: list[str]
    optional: list[str]


def _file(request: HttpRequest) -> ListFile:
    return ListFile("imports.csv", HEADER, _lines(colleague(request)))


def _lines(user: User) -> Iterator[Sequence[Any]]:
    for part in in_chunks(_runs()):
        _with_reports(part, user)
        for run in part:
            state = "undone" if run.undone else "done" if run.state == "done" else "not finished"
            counts = (run.total, run.created, run.updated, run.rejected)
            yield (run.file_name, run.kind, run.source, run.started_at, state, *counts)


def _runs() -> QuerySet[ImportRun]:
    """Every run that did something, the newest first: not those that only said what they would do."""
    dry = FileImport.objects.filter(run__isnull=False).exclude(
        state__in=(State.RUNNING, State.DONE, State.UNDONE, State.UNDOING)
    )
    return ImportRun.objects.exclude(pk__in=dry.values("run")).order_by("-started_at", "-pk")


@requires(Capability.IMPORT_DATA)
@require_safe
@also_as_file(_file)
def import_list(request: HttpRequest) -> HttpResponse:
    """Files that are begun, every run, the newest first, and the kinds of files with their columns and command."""
    user = colleague(request)
    page = Paginator(_runs(), PAGE_SIZE).get_page(request.GET.get("page"))
    _with_reports(list(page.object_list), user)
    mine = FileImport.objects.filter(user=user).exclude(state__in=(State.DONE, State.UNDONE)).order_by("-id")[:BEGUN]
    begun = [(each, reverse(STEP_OF[State(each.state)], args=[each.code])) for each in mine]
    return render(request, "imports/import_list.html", {"kinds": _kinds(), "page": page, "begun": begun})


def _with_reports(runs: Sequence[Any], user: User) -> None:
    """Tell each run the address of its report, if `user` brought it in, and whether it was undone."""
    found = {each.run_id: each for each in FileImport.objects.filter(run__in=[run.pk for run in runs])}
    for run in runs:
        item = found.get(run.pk)
        run.total = run.read
        run.undone = item is not None and item.state == State.UNDONE
        run.report = reverse("import_report", args=[item.code]) if item and item.user_id == user.pk else ""


def _kinds() -> list[FileKind]:
    firm = the_firm()
    given = Circumstances(base_currency=firm.base_currency, zone=ZoneInfo(firm_day().zone), now=timezone.now())
    found = [describe(given) for describe in DESCRIPTIONS.values()]
    return [
        FileKind(kind.name, list(kind.required), [each for each in kind.columns if each not in kind.required])
        for kind in found
    ]
