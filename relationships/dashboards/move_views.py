"""Recording a move, and looking through the signs of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, go_on, see_other
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.record import Conflict
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import MoveSignal, Person
from relationships.contacts.move_actions import settle_signal
from relationships.contacts.position_actions import EndsBeforeItStarts
from relationships.dashboards.move_forms import MoveForm
from relationships.dashboards.move_page import HEADER, held_now, move_page, sign_rows
from relationships.dashboards.numbered_pages import page_number
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo
from relationships.interactions.log_page import next_address
from relationships.interactions.move_actions import Moved, record_move

NOBODY_TO_OPEN = "Only whoever edits clients opens one. Leave this empty, or ask a partner."


def _signs(request: HttpRequest) -> ListFile:
    return ListFile("moves.csv", HEADER, sign_rows(colleague(request)))


@requires(Capability.EDIT_PEOPLE)
@require_safe
@also_as_file(_signs)
def move_list(request: HttpRequest) -> HttpResponse:
    """Signs that somebody may have moved, each to be confirmed or not."""
    page = move_page(colleague(request), page_number(request.GET.get("page", "")))
    return render(request, "dashboards/moves.html", {"page": page, "trail": [("People", reverse("person_list"))]})


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def record_person_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """One step: what ends, what begins, who congratulates; `?signal=` is the sign that it settles."""
    user, person = colleague(request), person_asked_for(request, public_id)
    signal = _signal_of(request, person)
    form = MoveForm(request.POST or None, user=user, held=held_now(user, person), initial=_suggested(signal))
    back = next_address(request) or reverse("person_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        given = form.changes()
        if given["open_client"] and not can(user, Capability.EDIT_CLIENTS):
            form.add_error("open_client", NOBODY_TO_OPEN)
        else:
            try:
                moved = record_move(by=user, person=person, signal=signal, **given)
            except EndsBeforeItStarts:
                form.add_error("moved_on", "Enter a day that is not before the first one of what ends.")
            except Conflict:
                form.add_error(None, "Somebody changed what they hold in the meantime. Look at it, then save again.")
            else:
                messages.success(request, _said(person, moved, given["employer"]))
                return go_on(request, back)
    trail = [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[public_id]))]
    lede = speak("What they held ends that day, touchpoints stay with the client of their day, addresses are kept.")
    page = FormPage(f"{person.name} moves", form, "Record move", cancel=back, lede=lede, trail=trail)
    return form_answer(request, page)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def dismiss_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not so: the same sign does not come again."""
    signal = _signal(request, public_id)
    if not signal.outcome:
        settle_signal(signal=signal, outcome=MoveSignal.Outcome.NOT_SO, by=colleague(request))
        undo = reverse("reopen_move", args=[public_id])
        offer_undo(request, text=f"Not so: {signal.person.name}", address=undo)
    return see_other(request, "move_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def reopen_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask anew."""
    signal = _signal(request, public_id)
    if signal.outcome:
        settle_signal(signal=signal, outcome="", by=colleague(request))
    return see_other(request, "move_list")


def _signal(request: HttpRequest, public_id: str) -> MoveSignal:
    rows = MoveSignal.objects.visible_to(colleague(request)).select_related("person")
    return get_object_or_404(rows, public_id=public_id)


def _signal_of(request: HttpRequest, person: Person) -> MoveSignal | None:
    asked = request.GET.get("signal", "")
    if not (asked.isascii() and asked.isalnum()):
        return None
    return MoveSignal.objects.visible_to(colleague(request)).filter(person=person, public_id=asked).first()


def _suggested(signal: MoveSignal | None) -> dict[str, str]:
    if signal is None:
        return {}
    if signal.kind in (MoveSignal.Kind.LIST, MoveSignal.Kind.TOLD):
        return {"employer": signal.said, "title": signal.title}
    return {"email": signal.said} if signal.kind == MoveSignal.Kind.ADDRESS else {}


def _said(person: Person, moved: Moved, employer: object) -> str:
    where = moved.client.name if moved.client else str(employer)
    opened = f", {speak('a client')} from now on" if moved.opened else ""
    planned = f" {moved.planned.colleague.name} is to congratulate." if moved.planned else ""
    return f"{person.name} works at {where}{opened}.{planned}"
