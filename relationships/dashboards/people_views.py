"""The list of people and a person's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.signed_in import colleague
from relationships.alumni.kept_back import kept_by
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.put_away import put_away_of
from relationships.dashboards.list_kinds import KINDS
from relationships.dashboards.models import ListKey
from relationships.dashboards.people_filters import people_filters
from relationships.dashboards.people_list import people_list
from relationships.dashboards.people_pages import person_page
from relationships.dashboards.person_ties import ties_of_person
from relationships.dashboards.shelf import opening_address, shelf_of
from relationships.dashboards.views_bar import views_bar
from relationships.network.history import changes_of_person


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Find, compare, open: every state of the list has an address; htmx asks for the table alone."""
    kind = KINDS[ListKey.PEOPLE]
    shelf = shelf_of(request, kind)
    fragment = bool(getattr(request, "htmx", False))
    if not fragment and (address := opening_address(request, kind, shelf)):
        return redirect(address)
    filters = people_filters(request.GET)
    page = people_list(colleague(request), filters, with_choices=not fragment)
    bar = views_bar(kind, shelf, page.filters, view_id=filters.view)
    template = "dashboards/_people_table.html" if fragment else "dashboards/person_list.html"
    answer = render(request, template, {"page": page, "bar": bar}, status=400 if filters.problem else 200)
    if fragment:
        answer.headers["HX-Push-Url"] = f"{request.path}{page.filters.address()}"
    return answer


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person in one glance. One who was merged leads to the record that holds everything of them now."""
    person = person_asked_for(request, public_id)
    if person.merged_into is not None:
        return redirect("person_detail", person.merged_into.public_id)
    page = person_page(colleague(request), person)
    return render(request, "dashboards/person_detail.html", {"page": page, "log_context": page.log_context})


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_ties(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who of us knows a person: how well, where from, what was declared."""
    page = ties_of_person(colleague(request), person_asked_for(request, public_id))
    trail = [("People", reverse("person_list")), (page.person.name, reverse("person_detail", args=[public_id]))]
    return render(request, "dashboards/person_ties.html", {"page": page, "trail": trail})


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who changed what about a person."""
    person, user = person_asked_for(request, public_id), colleague(request)
    changes = changes_of_person(user, person, before=request.GET.get("before", ""))
    gone = put_away_of(user, person, kept=kept_by(person)) if can(user, Capability.EDIT_PEOPLE) else []
    trail = [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[public_id]))]
    return render(
        request, "dashboards/history.html", {"trail": trail, "name": person.name, "changes": changes, "gone": gone}
    )
