"""Bringing a file in, step by step: choose, match, check, run, report, undo. Each step is a page of its own."""

from __future__ import annotations

import re

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import go_on, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.text import TextError, clean_text
from relationships.foundation.csv_response import csv_response
from relationships.imports import file_actions, file_pages, match_page
from relationships.imports.actions import circumstances
from relationships.imports.arranging import FileReading
from relationships.imports.file_actions import NotNow
from relationships.imports.file_forms import NewImportForm
from relationships.imports.file_jobs import carry_on
from relationships.imports.file_steps import STEP_OF
from relationships.imports.models import FileImport
from relationships.imports.problems import ImportRefused
from relationships.imports.registry import DESCRIPTIONS
from relationships.scoring.nudge import hint

CARRY_ON = "relationships.imports.tasks.carry_on"
AT_ONCE = 200_000
"""Bytes that are checked while the person waits; more is left to the worker."""
State = FileImport.State
_FIELD = re.compile(r"(to|skip|cell)-([0-9]{1,9})(?:-([0-9]{1,4}))?")


@requires(Capability.IMPORT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def start_import(request: HttpRequest) -> HttpResponse:
    """Hand a file over, or paste rows."""
    form = NewImportForm(request.POST, request.FILES) if request.method == "POST" else NewImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            item = _taken(request, form)
        except ImportRefused as refused:
            form.add_error("file", str(refused))
        else:
            if item.state == State.READING:
                _hint(item)
            return see_other(request, STEP_OF[State(item.state)], item.code)
    kinds = [(kind, match_page.kind_word(kind)) for kind in DESCRIPTIONS]
    context = {"form": form, "kinds": kinds}
    return render(request, "imports/start_import.html", context, status=422 if form.errors else 200)


@requires(Capability.IMPORT_DATA)
@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """An empty file with the columns of a kind."""
    if kind not in DESCRIPTIONS:
        raise Http404("There is no such kind of file.")
    return csv_response(f"{kind}.csv", DESCRIPTIONS[kind](circumstances()).columns, [])


@requires(Capability.IMPORT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def match_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which column goes where."""
    item = _mine(request, public_id)
    if item.state == State.READING:
        return _progress(request, item)
    if item.state not in (State.MATCHING, State.CHECKED):
        return _moved_on(request, item)
    if not item.opened:
        return render(request, "imports/unreadable.html", {"item": item})
    problem, reading = "", FileReading(**item.reading)
    if request.method == "POST":
        try:
            if "again" in request.POST:
                file_actions.read_otherwise(item, **match_page.otherwise(request.POST))
                return see_other(request, "match_import", item.code)
            reading, remember_as = _read_as(request, item, reading)
            file_actions.match_columns(item, reading, remember_as=remember_as)
            _hint(item)
            return see_other(request, "check_import", item.code)
        except ImportRefused as refused:
            problem = str(refused)
        except NotNow as now:
            return _moved_on(request, item, str(now))
    page = match_page.match_page(
        item, reading, request.GET.get("as", ""), chosen=_targets(request), key=request.POST.get("key", "")
    )
    return render(
        request, "imports/match.html", {"page": page, "item": item, "problem": problem}, status=422 if problem else 200
    )


@requires(Capability.IMPORT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def check_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """What would be created, changed and refused, and what to do about it."""
    item = _mine(request, public_id)
    if item.state == State.CHECKING:
        return _progress(request, item)
    if item.state != State.CHECKED:
        return _moved_on(request, item)
    problem = item.problem
    if request.method == "POST":
        try:
            if "choose" in request.POST:
                file_actions.choose(item, _answers(request), for_all=request.POST.get("for-all", ""))
            else:
                file_actions.correct(item, _corrections(request))
            _hint(item)
            return see_other(request, "check_import", item.code)
        except ImportRefused as refused:
            problem = str(refused)
        except NotNow as now:
            return _moved_on(request, item, str(now))
    page = file_pages.check_page(item, request.GET.get("from", ""), request.GET.get("ask", ""))
    return render(
        request, "imports/check.html", {"page": page, "item": item, "problem": problem},
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@requires(Capability.IMPORT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def run_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it in; how far it has got."""
    item = _mine(request, public_id)
    if request.method != "POST":
        return _progress(request, item) if item.state == State.RUNNING else _moved_on(request, item)
    try:
        file_actions.begin_run(item, anyway="anyway" in request.POST)
    except ImportRefused as refused:
        messages.error(request, str(refused))
        return see_other(request, "check_import", item.code)
    except NotNow as now:
        return _moved_on(request, item, str(now))
    _send(item)
    return see_other(request, "run_import", item.code)


@requires(Capability.IMPORT_DATA)
@require_safe
def import_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """What came of it."""
    item = _mine(request, public_id)
    if item.state not in (State.DONE, State.UNDONE):
        return _moved_on(request, item)
    return render(request, "imports/report.html", {"page": file_pages.report_page(item), "item": item})


@requires(Capability.IMPORT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask before undoing; how far it has got."""
    item = _mine(request, public_id)
    if request.method == "POST":
        try:
            file_actions.begin_undo(item)
        except NotNow as now:
            return _moved_on(request, item, str(now))
        _send(item)
        return see_other(request, "undo_import", item.code)
    if item.state == State.UNDOING:
        return _progress(request, item)
    if item.state != State.DONE:
        return _moved_on(request, item)
    return render(request, "imports/undo.html", {"page": file_pages.report_page(item), "item": item})


@requires(Capability.IMPORT_DATA)
@require_POST
def discard_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget a file that was not brought in."""
    item = _mine(request, public_id)
    try:
        file_actions.discard(item)
    except NotNow as now:
        return _moved_on(request, item, str(now))
    messages.success(request, f"{item.file_name} is forgotten. Nothing of it was brought in.")
    return see_other(request, "import_list")


@requires(Capability.IMPORT_DATA)
@require_safe
def import_problems(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The rows that can't be brought in, as a file: correct it, and bring that in."""
    item = _mine(request, public_id)
    header, rows = file_pages.problem_table(item)
    return csv_response("rows-to-correct.csv", header, rows)


def _mine(request: HttpRequest, public_id: str) -> FileImport:
    return get_object_or_404(FileImport, code=public_id, user=colleague(request))


def _taken(request: HttpRequest, form: NewImportForm) -> FileImport:
    given = form.cleaned_data
    file = given["file"]
    text = given["pasted"].encode("utf-8", "replace")
    name = _plain((file.name or "").replace("\\", "/").rpartition("/")[2]) if file else "pasted rows"
    return file_actions.take_file(
        user=colleague(request),
        kind=given["kind"],
        source=given["source"],
        name=name or "file",
        size=file.size if file else len(text),
        pieces=file.chunks() if file else [text],
    )


def _read_as(request: HttpRequest, item: FileImport, reading: FileReading) -> tuple[FileReading, str]:
    """What was chosen on the page, and the name to remember it by."""
    key = match_page.chosen_key(item.kind, request.POST.get("key", ""))
    places = file_actions.matched(item, _targets(request), key)
    days, decimal = match_page.chosen_signs(request.POST)
    chosen = FileReading(reading.header, places, days, decimal, reading.base_currency, key)
    return chosen, _plain(request.POST.get("remember", ""))[:80]


def _targets(request: HttpRequest) -> dict[int, str]:
    """Column of the file → where it goes, as chosen."""
    return {
        int(found[2]): request.POST[name]
        for name in request.POST
        if (found := _FIELD.fullmatch(name)) and found[1] == "to" and request.POST[name]
    }


def _corrections(request: HttpRequest) -> dict[int, dict[int, str] | None]:
    """New cells by line and place; None for rows to leave out."""
    found: dict[int, dict[int, str] | None] = {}
    for name in sorted(request.POST):
        match = _FIELD.fullmatch(name)
        if match and match[1] == "cell" and match[3] and found.get(int(match[2]), {}) is not None:
            cells = found.setdefault(int(match[2]), {})
            assert cells is not None
            cells[int(match[3])] = _plain(request.POST[name])
        elif match and match[1] == "skip":
            found[int(match[2])] = None
    return found


def _answers(request: HttpRequest) -> dict[str, str]:
    """Answers by question."""
    return {name.removeprefix("choice-"): request.POST[name] for name in request.POST if name.startswith("choice-")}


def _plain(text: str) -> str:
    try:
        return clean_text(text)[:20_000]
    except TextError as error:
        raise ImportRefused(str(error)) from None


def _moved_on(request: HttpRequest, item: FileImport, why: str = "") -> HttpResponse:
    """To the step at which the import stands."""
    item.refresh_from_db()
    if why:
        messages.info(request, why)
    return go_on(request, reverse(STEP_OF[State(item.state)], args=[item.code]))


def _progress(request: HttpRequest, item: FileImport) -> HttpResponse:
    template = "imports/_progress.html" if getattr(request, "htmx", False) else "imports/progress.html"
    return render(request, template, {"page": file_pages.progress_page(item), "item": item})


def _hint(item: FileImport) -> None:
    """Have it worked on: a small file at once, any other by a worker."""
    if item.size <= AT_ONCE and item.state == State.CHECKING:
        carry_on(import_id=item.pk)
    else:
        _send(item)


def _send(item: FileImport) -> None:
    transaction.on_commit(lambda: hint(CARRY_ON, {"import_id": item.pk}), robust=True)
