"""What alumni told us on their page, until somebody has taken care of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.record import Conflict
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.alumni import word_actions
from relationships.alumni.models import AlumnusWord
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks
from relationships.foundation.undo import offer_undo

PAGE_SIZE = 50
HEADER = ("Who", "Kept by", "Kind", "Said", "When", "State", "By")


def _file(request: HttpRequest) -> ListFile:
    return ListFile("words-of-alumni.csv", HEADER, _rows(_asked(request)))


def _rows(words: QuerySet[AlumnusWord]) -> Iterator[Sequence[Any]]:
    for part in in_chunks(words):
        for each in part:
            keeper, by = each.alumnus.keeper, each.decided_by
            said = (each.get_kind_display(), each.said, each.created_at, each.get_state_display())
            yield (each.alumnus.person.name, keeper.name if keeper else None, *said, by.name if by else None)


def _asked(request: HttpRequest) -> QuerySet[AlumnusWord]:
    rows = AlumnusWord.objects.visible_to(colleague(request)).filter(archived_at__isnull=True, signal__isnull=True)
    rows = rows.select_related("alumnus__person", "alumnus__keeper", "decided_by", "interaction")
    if request.GET.get("done") == "yes":
        return rows.exclude(state="waiting").order_by("-id")
    return rows.filter(state="waiting").order_by("id")


@requires(Capability.SEE_ALUMNI)
@require_safe
@also_as_file(_file)
def word_list(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; `?done=yes` what was taken care of, the newest first. New posts: the signs of moves."""
    user, done = colleague(request), request.GET.get("done") == "yes"
    page = Paginator(_asked(request), PAGE_SIZE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "done": done,
        "may_edit": can(user, Capability.EDIT_PEOPLE),
        "trail": [(speak("Alumni"), reverse("alumni_list"))],
    }
    return render(request, "alumni/words.html", context)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def settle_word(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is taken care of, or left as it is; the strip on the next page lets it wait again."""
    word, done = _asked_for(request, public_id), request.POST.get("act") != "leave"
    try:
        word_actions.settle_word(by=colleague(request), word=word, done=done)
    except Conflict:
        messages.info(request, "Somebody has taken care of it already.")
    else:
        text = f"{'Took care of' if done else 'Left'} what {word.alumnus.person.name} said"
        offer_undo(request, text=text, address=reverse("unsettle_word", args=[public_id]))
    return see_other(request, "word_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def unsettle_word(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let it wait again."""
    word = _asked_for(request, public_id)
    if word.state != AlumnusWord.State.WAITING:
        word_actions.unsettle_word(word=word)
        messages.success(request, "It waits again.")
    return see_other(request, "word_list")


def _asked_for(request: HttpRequest, public_id: str) -> AlumnusWord:
    rows = AlumnusWord.objects.visible_to(colleague(request)).select_related("alumnus__person")
    found: AlumnusWord = get_object_or_404(rows, public_id=public_id, archived_at__isnull=True)
    return found
