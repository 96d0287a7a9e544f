"""Writing to somebody in one's own mail program, and making a touchpoint of it by a word."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import go_on, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.text import TextError, clean_text
from relationships.alumni.kept_back import open_points
from relationships.capture import draft_actions
from relationships.capture.draft_actions import AlreadyLogged
from relationships.capture.list_queries import open_drafts, own_drafts
from relationships.capture.models import DraftTouch
from relationships.capture.own_queries import drop_address_of, drop_written
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import ContactPoint, Person
from relationships.foundation.undo import offer_undo

LONGEST = 2_000


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def write_to_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Their addresses, each opening the mail program; sent: the mail is begun, and waits for a word."""
    user, person = colleague(request), person_asked_for(request, public_id)
    if request.method == "POST":
        draft_actions.begin_draft(user=user, person=person)
        return see_other(request, "write_to_person", public_id)
    context = {"person": person, "addresses": _addresses(user, person), "draft": _draft(user, person)}
    context["drop"] = drop_address_of(user)
    return render(request, "capture/write.html", context)


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def confirm_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """It was sent."""
    user, draft = colleague(request), _own(request, public_id)
    try:
        summary = clean_text(request.POST.get("summary", ""), max_length=LONGEST, multiline=True)
        touch = draft_actions.confirm_draft(user=user, draft=draft, summary=summary)
    except TextError as refused:
        messages.error(request, str(refused))
        return see_other(request, "write_to_person", draft.person.public_id)
    except (AlreadyLogged, LookupError, ValueError):
        messages.info(request, f"The mail to {draft.person.name} has been dealt with already.")
    else:
        undo = reverse("undo_interaction", args=[touch.public_id])
        offer_undo(request, text=f"Logged: e-mail to {draft.person.name}", address=undo)
    return go_on(request, reverse("person_detail", args=[draft.person.public_id]))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def let_draft_go(request: HttpRequest, public_id: str) -> HttpResponse:
    """It was not sent."""
    draft = _own(request, public_id)
    draft_actions.let_draft_go(draft=draft)
    back = reverse("take_draft_up", args=[public_id])
    offer_undo(request, text=f"Not sent: mail to {draft.person.name}", address=back)
    return see_other(request, "capture_list")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def take_draft_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """It waits again."""
    draft_actions.take_draft_up(user=colleague(request), draft=_own(request, public_id))
    return see_other(request, "capture_list")


def _own(request: HttpRequest, public_id: str) -> DraftTouch:
    return get_object_or_404(own_drafts(colleague(request)), public_id=public_id)


def _draft(user: User, person: Person) -> DraftTouch | None:
    return open_drafts(user).filter(person=person).first()


def _addresses(user: User, person: Person) -> list[tuple[str, str]]:
    """(address, what opens the mail program), the first one first; a copy goes to the drop address, if there is one."""
    drop = drop_address_of(user)
    copy = f"?bcc={quote(drop_written(drop), safe='@')}" if drop else ""
    points = open_points(ContactPoint.objects.filter(person=person, kind="email", archived_at__isnull=True))
    return [
        (each.value, f"mailto:{quote(each.value, safe='@')}{copy}") for each in points.order_by("-is_primary", "id")
    ]
