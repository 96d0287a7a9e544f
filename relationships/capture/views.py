"""What was captured: the list of fates, files to upload, and mail that nobody could be found for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.text import TextError, clean_text
from relationships.capture import reasons
from relationships.capture.forms import UploadForm
from relationships.capture.list_queries import (
    MESSAGE_HEADER,
    MOST_COUNTED,
    PAGE_SIZE,
    Line,
    counts_of,
    lines,
    message_rows,
    nobodys_messages,
    open_drafts,
    open_proposals,
    own_messages,
    runs_of,
)
from relationships.capture.models import CaptureRun, DraftTouch, Message
from relationships.capture.own_queries import drop_address_of, drop_written
from relationships.capture.run_actions import take_upload
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks
from relationships.scoring.nudge import hint

READ_UPLOADS = "relationships.capture.tasks.read_uploads"
DRAFTS_SHOWN, RUNS_SHOWN = 20, 20
NO_SUCH = "No such drop address"


class Bounded(Paginator):  # type: ignore[type-arg]  # no generic at run time
    """Pages over rows that are counted up to 10,000 only."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[:MOST_COUNTED].count())


@dataclass(frozen=True)
class CapturePage:
    """Context of capture/capture_list.html."""

    lines: list[Line]
    page: Page[Any]
    counts: list[tuple[str, str, int, bool]]
    """Fate, its words, how many, whether chosen."""
    total: int
    sources: list[tuple[str, str, bool]]
    fate: str
    source: str
    text: str
    waiting: int
    drafts: list[DraftTouch]
    drop: str


def _messages(request: HttpRequest) -> ListFile:
    user = colleague(request)
    return ListFile("captured.csv", MESSAGE_HEADER, message_rows(user, _asked_for(user, request)))


def _of_nobody(request: HttpRequest) -> ListFile:
    rows = ((each.label, each.captured_at, NO_SUCH) for part in in_chunks(nobodys_messages()) for each in part)
    return ListFile("mail-for-nobody.csv", ("File", "Came", "Reason"), rows)


@requires(Capability.LOG_INTERACTIONS)
@require_safe
@also_as_file(_messages)
def capture_list(request: HttpRequest) -> HttpResponse:
    """Every message of one's own and what became of it; what waits for a word."""
    return render(request, "capture/capture_list.html", {"page": _page(colleague(request), request)})


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_capture(request: HttpRequest) -> HttpResponse:
    """Hand in files; what was handed in before."""
    user = colleague(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        for file in form.uploaded():
            _tell(request, take_upload(user=user, name=_name(file.name), content=file.read()))
        return see_other(request, "upload_capture")
    context = {"form": form, "runs": list(runs_of(user)[:RUNS_SHOWN])}
    return render(request, "capture/upload.html", context, status=422 if form.errors else 200)


@requires(Capability.MANAGE_FIRM)
@require_safe
@also_as_file(_of_nobody)
def undelivered_list(request: HttpRequest) -> HttpResponse:
    """Files in the drop folder that belong to nobody."""
    page = Bounded(nobodys_messages(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "capture/undelivered.html", {"page": page})


def _page(user: User, request: HttpRequest) -> CapturePage:
    fate, source = request.GET.get("fate", ""), request.GET.get("source", "")
    text = _typed(request.GET.get("q", ""))
    page = Bounded(_asked_for(user, request), PAGE_SIZE).get_page(request.GET.get("page"))
    counts, drop = counts_of(user), drop_address_of(user)
    return CapturePage(
        lines=lines(user, page.object_list),
        page=page,
        counts=[(each, reasons.FATE_WORDS[each], counts[each], each == fate) for each in reasons.FATES],
        total=counts.total(),
        sources=[(value, str(label), value == source) for value, label in CaptureRun.Source.choices],
        fate=fate if fate in reasons.FATES else "",
        source=source if source in CaptureRun.Source.values else "",
        text=text,
        waiting=open_proposals(user)[:1_000].count(),
        drafts=list(open_drafts(user)[:DRAFTS_SHOWN]),
        drop=drop_written(drop) if drop else "",
    )


def _asked_for(user: User, request: HttpRequest) -> QuerySet[Message]:
    """Their messages as the address narrows them."""
    fate, source = request.GET.get("fate", ""), request.GET.get("source", "")
    return own_messages(user, fate=fate, source=source, text=_typed(request.GET.get("q", "")))


def _typed(text: str) -> str:
    try:
        return clean_text(text)[:100]
    except TextError:
        return ""


def _name(given: str | None) -> str:
    return _typed((given or "").replace("\\", "/").rpartition("/")[2]) or "file"


def _tell(request: HttpRequest, run: CaptureRun) -> None:
    if run.state == CaptureRun.State.WAITING:
        hint(READ_UPLOADS, {})
        messages.info(
            request, f"{run.name} is large and is read in the background. Its line below says when it is done."
        )
        return
    parts = [
        f"{count:,} {words}"
        for count, words in (
            (run.made, "new touchpoints" if run.made != 1 else "new touchpoint"),
            (run.touched - run.made, "known already"),
            (run.ignored, "ignored"),
            (run.proposed, "wait for a name"),
            (run.refused, "refused"),
        )
        if count
    ]
    messages.success(request, f"{run.name}: {run.read:,} read. {', '.join(parts)}.")
