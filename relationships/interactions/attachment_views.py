"""Files of a touchpoint: attach, hand out, take away. Each one asks the gate of its touchpoint anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.foundation.file_kinds import NotTaken
from relationships.foundation.undo import offer_undo
from relationships.interactions import attachment_actions
from relationships.interactions.attachment_actions import TooMany
from relationships.interactions.attachment_forms import AttachForm
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.attachment_store import NoRoom, open_stored
from relationships.interactions.models import Interaction
from relationships.interactions.touch_asked_for import touch_asked_for, touch_to_change
from relationships.interactions.touch_page import touch_page


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def attach_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep files with a touchpoint. What is no file of ours is named with its reason; the others are kept."""
    touch, user = touch_to_change(request, public_id), colleague(request)
    form = AttachForm(request.POST or None, request.FILES or None) if request.method == "POST" else AttachForm()
    if form.is_bound and form.is_valid():
        kept: list[Attachment] = []
        for file in form.uploaded():
            try:
                kept.append(attachment_actions.attach_file(user=user, touch=touch, file=file))
            except (NotTaken, TooMany) as error:
                form.add_error("file", f"“{file.name}” was not attached. {error}")
            except NoRoom:
                form.add_error(
                    "file", f"“{file.name}” was not attached: the server has no room. Tell an administrator."
                )
        _tell(request, touch, kept)
        if not form.errors:
            return see_other(request, "interaction_detail", public_id, fragment="files")
    context = {"form": form, "page": touch_page(user, touch)}
    status = 422 if request.method == "POST" else 200
    return render(request, "interactions/attach_file.html", context, status=status)


@requires(Capability.SEE_CLIENTS)
@require_safe
def download_attachment(request: HttpRequest, public_id: str, file_id: str) -> HttpResponseBase:
    """The file, always as a download and never as a page."""
    attachment = _found(touch_asked_for(request, public_id), file_id)
    if attachment.archived_at is not None:
        raise Http404("It was taken away.")
    try:
        content = open_stored(attachment.key)
    except FileNotFoundError as error:
        raise Http404("Its content is gone from the server.") from error
    answer = FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type=attachment.file_kind.media_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def archive_attachment(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """Take a file away; the strip on the next page brings it back."""
    attachment = _found(touch_to_change(request, public_id), file_id)
    if attachment.archived_at is None:
        as_shown(request, attachment)
        attachment_actions.archive_attachment(attachment=attachment, expected_version=attachment.version)
        undo = reverse("restore_attachment", args=[public_id, file_id])
        offer_undo(request, text=f"Took {attachment.name} away", address=undo)
    return see_other(request, "interaction_detail", public_id, fragment="files")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def restore_attachment(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """Bring a file back."""
    attachment = _found(touch_to_change(request, public_id), file_id)
    attachment_actions.restore_attachment(attachment=attachment)
    messages.success(request, f"{attachment.name} is back.")
    return see_other(request, "interaction_detail", public_id, fragment="files")


def _found(touch: Interaction, file_id: str) -> Attachment:
    return get_object_or_404(Attachment.objects.filter(interaction=touch), public_id=file_id)


def _tell(request: HttpRequest, touch: Interaction, kept: list[Attachment]) -> None:
    if len(kept) == 1:
        address = reverse("archive_attachment", args=[touch.public_id, kept[0].public_id])
        offer_undo(request, text=f"Attached {kept[0].name}", address=address)
    elif kept:
        messages.success(request, f"Attached {len(kept)} files.")
