"""The words under which alumni agree."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.alumni import text_actions
from relationships.alumni.consent_queries import current_text
from relationships.alumni.forms import ConsentTextForm
from relationships.alumni.models import ConsentText
from relationships.alumni.text_actions import NameTaken
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks
from relationships.foundation.undo import offer_undo

MOST = 100


def _file(request: HttpRequest) -> ListFile:
    current = current_text()
    rows = (
        (
            *(each.name, each.words, _state(each, current), each.created_at),
            each.written_by.name if each.written_by else None,
        )
        for part in in_chunks(_texts())
        for each in part
    )
    return ListFile("consent-texts.csv", ("Name", "Words", "State", "Written on", "By"), rows)


def _texts() -> QuerySet[ConsentText]:
    return ConsentText.objects.select_related("written_by").order_by("-id")


def _state(text: ConsentText, current: ConsentText | None) -> str:
    return "in force" if text == current else "put away" if text.archived_at else "earlier"


@requires(Capability.EDIT_ALUMNI)
@require_safe
@also_as_file(_file)
def consent_text_list(request: HttpRequest) -> HttpResponse:
    """Every wording, the newest first; the one in force is marked."""
    texts = list(_texts()[:MOST])
    trail = [(speak("Alumni"), reverse("alumni_list"))]
    return render(request, "alumni/consent_texts.html", {"texts": texts, "current": current_text(), "trail": trail})


@requires(Capability.EDIT_ALUMNI)
@require_http_methods(["GET", "HEAD", "POST"])
def add_consent_text(request: HttpRequest) -> HttpResponse:
    """A new wording: used from now on, for whoever is asked."""
    form = ConsentTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            text_actions.add_consent_text(by=colleague(request), **form.changes())
        except NameTaken:
            form.add_error("name", "There is a text of this name. Give the new one another name, such as its date.")
        else:
            messages.success(request, "From now on we ask under these words.")
            return see_other(request, "consent_text_list")
    here = reverse("consent_text_list")
    trail = [(speak("Alumni"), reverse("alumni_list")), ("Consent texts", here)]
    lede = "Whoever agreed to an earlier text has agreed to that one."
    return form_answer(
        request, FormPage("Write a consent text", form, "Save text", cancel=here, lede=lede, trail=trail)
    )


@requires(Capability.EDIT_ALUMNI)
@require_POST
def archive_consent_text(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask under it no more; the strip on the next page brings it back."""
    text = get_object_or_404(ConsentText, public_id=public_id)
    if text.archived_at is None:
        as_shown(request, text)
        text_actions.archive_consent_text(text=text, expected_version=text.version)
        offer_undo(
            request, text=f"Put text {text.name} away", address=reverse("restore_consent_text", args=[public_id])
        )
    return see_other(request, "consent_text_list")


@requires(Capability.EDIT_ALUMNI)
@require_POST
def restore_consent_text(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask under it again."""
    text = get_object_or_404(ConsentText, public_id=public_id)
    if text.archived_at is not None:
        text_actions.restore_consent_text(text=text)
        messages.success(request, f"Text {text.name} is back.")
    return see_other(request, "consent_text_list")
