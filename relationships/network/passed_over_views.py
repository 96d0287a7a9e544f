"""Whom not to ask, and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, form_answer, go_on
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.network import passed_over_actions
from relationships.network.introduction_forms import PassOverForm
from relationships.network.models import PassedOver


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def pass_over(request: HttpRequest, public_id: str, between: str, between_id: str) -> HttpResponse:
    """Leave ways to a person over a `colleague`, or over a `person`, out for everybody; `?at=`: the client looked for."""
    user, person = colleague(request), person_asked_for(request, public_id)
    asked, through = _between(request, between, between_id)
    given = request.GET.get("at", "")
    at = Client.objects.visible_to(user).filter(public_id=given).first() if given.isalnum() else None
    back = f"{reverse('network_path')}?to={at.public_id if at else person.public_id}"
    form = PassOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passed_over_actions.pass_over(
            by=user, person=person, client=None, colleague=asked, through=through, **form.changes()
        )
        messages.success(request, "Ways over them are left out.")
        return go_on(request, back)
    name = asked.name if asked else through.name if through else ""
    trail = [("Network", reverse("network")), (f"Ways to {person.name}", back)]
    page = FormPage(f"Not over {name}", form, "Leave out", cancel=back, trail=trail)
    return form_answer(request, page)


@requires(Capability.EDIT_PEOPLE)
@require_POST
def allow_again(request: HttpRequest, public_id: str, passed_id: str) -> HttpResponse:
    """Ways may lead over them again."""
    person = person_asked_for(request, public_id)
    rows = PassedOver.objects.visible_to(colleague(request)).filter(person=person)
    passed_over_actions.archive_passed_over(passed=get_object_or_404(rows, public_id=passed_id))
    messages.success(request, "They may be asked again.")
    return go_on(request, f"{reverse('network_path')}?to={person.public_id}")


def _between(request: HttpRequest, between: str, between_id: str) -> tuple[User | None, Person | None]:
    if between == "colleague":
        return get_object_or_404(User, public_id=between_id, archived_at__isnull=True), None
    if between != "person":
        raise Http404("Over a colleague or over a person.")
    return None, person_asked_for(request, between_id)
