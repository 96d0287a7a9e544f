"""One introduction: what it is about, its steps, what came of it; and whom ways must not lead over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.record_history import history_of
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.alumni.kept_back import open_points
from relationships.contacts.models import ContactPoint
from relationships.engagements.models import Engagement
from relationships.foundation.special_notice import tell_of_special
from relationships.foundation.undo import offer_undo
from relationships.interactions.models import Promise
from relationships.network import introduction_actions as actions
from relationships.network.introduction_actions import AlreadyAsked, NotNow
from relationships.network.introduction_forms import IntroductionForm, OutcomeForm
from relationships.network.introduction_queries import (
    introductions_seen,
    may_answer,
    may_change_introduction,
    why_not_introduction,
)
from relationships.network.introduction_steps import next_steps, steps_of
from relationships.network.models import Contribution, Introduction
from relationships.network.value_actions import TooMuchCredit

METHODS = ["GET", "HEAD", "POST"]
MOST_WORK = 100
FIELDS = {
    "state": "Where it stands",
    "why": "What it is about",
    "note": "The note",
    "answered_on": "Answered on",
    "agreed_on": "They answered on",
    "made_on": "Made on",
    "outcome": "What came of it",
    "outcome_note": "In a few words",
    "engagement": "Which work",
    "thanked_on": "Thanked on",
}
TAKEN: dict[str, Callable[..., Introduction]] = {
    "accept": actions.accept_introduction,
    "decline": actions.decline_introduction,
    "agree": actions.agree_to_introduction,
    "refuse": actions.refuse_introduction,
    "make": actions.make_introduction,
    "thank": actions.thank_for_introduction,
    "withdraw": actions.withdraw_introduction,
    "take-back": actions.take_back_step,
}
ANSWERS = ("accept", "decline")


@requires(Capability.SEE_PEOPLE)
@require_safe
def introduction_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where it stands, what comes next, and the note."""
    user, introduction = colleague(request), _seen(request, public_id)
    may, answers = may_change_introduction(user, introduction), may_answer(user, introduction)
    context = {
        "introduction": introduction,
        "steps": steps_of(introduction),
        "next": [step for step in next_steps(introduction) if (answers if step.key in ANSWERS else may)],
        "waits": introduction.state == "asked" and not answers,
        "may_change": may,
        "mailto": _mailto(introduction),
        "promises": _promises(user, introduction),
        "credited": _credited(user, introduction),
        "changes": history_of(introduction, fields=FIELDS, user=user, before=request.GET.get("before", "")),
        "trail": [("Network", reverse("network")), ("Introductions", reverse("introduction_list"))],
    }
    return render(request, "network/introduction_detail.html", context)


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(METHODS)
def edit_introduction(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it is about, and the note to whoever is asked first."""
    introduction, here = _to_change(request, public_id), reverse("introduction_detail", args=[public_id])
    form = IntroductionForm(request.POST or None, record=introduction)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.edit_introduction(introduction=introduction, expected_version=version, changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        messages.success(request, "Saved the note.")
        tell_of_special(request, *form.changes().values())
        return see_other(request, "introduction_detail", public_id)
    return form_answer(request, _page(introduction, "The note", form, "Save note"))


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(METHODS)
def note_introduction_outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """What came of it."""
    user = colleague(request)
    introduction, here = _to_change(request, public_id), reverse("introduction_detail", args=[public_id])
    work, credited = _work(user, introduction), _credited(user, introduction)
    form = OutcomeForm(request.POST or None, record=introduction, work=work, credited=credited)
    if request.method == "POST" and form.is_valid():
        said = {"expected_version": form.cleaned_data["version"], "changes": form.changes(), "share": form.share}
        try:
            actions.note_outcome(by=user, introduction=introduction, **said)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        except TooMuchCredit as problem:
            free = f"{problem.free * 100:.2f}".rstrip("0").rstrip(".")
            form.add_error("percent", f"Others are credited with the rest: {free} are free.")
        except NotNow:
            form.add_error(None, "It has not been made yet: what came of it is said afterwards.")
        else:
            messages.success(request, "Saved what came of it.")
            tell_of_special(request, *form.changes().values())
            return see_other(request, "introduction_detail", public_id)
    return form_answer(request, _page(introduction, "What came of it", form, "Save"))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def take_introduction_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """The next step, `step`; it can be taken back."""
    introduction, step = _to_change(request, public_id), request.POST.get("step", "")
    if step not in TAKEN:
        messages.error(request, "Choose a step.")
        return see_other(request, "introduction_detail", public_id)
    user = colleague(request)
    if step in ANSWERS and not may_answer(user, introduction):
        asked = introduction.colleague or introduction.wanted_by
        raise PermissionDenied(f"Only {asked.name} can say whether they will.")
    try:
        given = {"by": user} if step == "accept" else {}
        saved = TAKEN[step](introduction=introduction, **given)
    except (NotNow, Conflict):
        messages.error(request, "Somebody took another step meanwhile. This is where it stands.")
    else:
        if step == "take-back":
            messages.success(request, "Taken back.")
        else:
            messages.success(
                request, f"{saved.get_state_display() if step != 'thank' else 'Thanked'}. Noted with today's date."
            )
    return see_other(request, "introduction_detail", public_id)


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def archive_introduction(request: HttpRequest, public_id: str) -> HttpResponse:
    """It was a slip; the strip on the next page brings it back."""
    introduction = _to_change(request, public_id)
    if introduction.archived_at is None:
        as_shown(request, introduction)
        actions.archive_introduction(introduction=introduction, expected_version=introduction.version)
        undo = reverse("restore_introduction", args=[public_id])
        offer_undo(request, text=f"Put away the introduction to {introduction.person.name}", address=undo)
    return see_other(request, "network")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def restore_introduction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it back."""
    introduction = _to_change(request, public_id)
    try:
        actions.restore_introduction(introduction=introduction)
    except AlreadyAsked:
        messages.error(request, "The same has been asked anew meanwhile.")
    return see_other(request, "introduction_detail", public_id)


def _seen(request: HttpRequest, public_id: str) -> Introduction:
    found: Introduction = get_object_or_404(introductions_seen(colleague(request)), public_id=public_id)
    return found


def _to_change(request: HttpRequest, public_id: str) -> Introduction:
    introduction = _seen(request, public_id)
    if not may_change_introduction(colleague(request), introduction):
        raise PermissionDenied(why_not_introduction(introduction))
    return introduction


def _credited(user: User, introduction: Introduction) -> Contribution | None:
    """What stands of it in the value ledger, as far as `user` may know."""
    return Contribution.objects.visible_to(user).current().filter(introduction=introduction).first()


def _promises(user: User, introduction: Introduction) -> list[Promise]:
    """What is owed on the way, as far as `user` may know: a promise may have been given to another client since."""
    rows = Promise.objects.visible_to(user).standing().select_related("colleague")
    return list(rows.filter(pk__in=[introduction.asking_id, introduction.making_id]).order_by("id"))


def _work(user: User, introduction: Introduction) -> list[Engagement]:
    """Work of the client it was for, or of whoever employs them, newest first; what is named already."""
    seats = introduction.person.positions.filter(archived_at__isnull=True).values("client")
    rows = Engagement.objects.visible_to(user).filter(archived_at__isnull=True)
    rows = rows.filter(client__in=[introduction.client_id]) if introduction.client_id else rows.filter(client__in=seats)
    found = list(rows.order_by("-opened_on", "-id")[:MOST_WORK])
    named = introduction.engagement
    return found if named is None or named in found else [named, *found]


def _mailto(introduction: Introduction) -> str:
    """Opens the reader's own mail with the note; "" without an address."""
    asked, through = introduction.colleague, introduction.through
    address = asked.email if asked else None
    if asked is None and through is not None:
        points = open_points(ContactPoint.objects.filter(person=through, kind="email", archived_at__isnull=True))
        address = points.order_by("-is_primary", "id").values_list("value", flat=True).first()
    if not address:
        return ""
    subject = f"An introduction to {introduction.person.name}?"
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(introduction.note)}"


def _page(introduction: Introduction, title: str, form: Any, submit: str) -> FormPage:
    here = reverse("introduction_detail", args=[introduction.public_id])
    trail = [("Network", reverse("network")), (f"Introduction to {introduction.person.name}", here)]
    return FormPage(title, form, submit, cancel=here, trail=trail)
