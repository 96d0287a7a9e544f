"""Finding a way to a person or a client, and asking for an introduction."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import go_on, see_other
from accounts.gate import requires
from accounts.models import User
from accounts.name_search import search_text
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.text import TextError
from accounts.vocabulary import speak
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.introduction_list import HEADER, introduction_rows
from relationships.dashboards.introduction_list import introduction_list as read_introductions
from relationships.dashboards.network_page import network_page, ways_page
from relationships.dashboards.network_picture import network_picture as read_picture
from relationships.foundation.table_response import table_response
from relationships.foundation.undo import offer_undo
from relationships.interactions.queries.rights import logs_for
from relationships.network import introduction_actions
from relationships.network.introduction_actions import AlreadyAsked
from relationships.network.introduction_queries import goal_named
from relationships.network.introduction_words import note_words


@requires(Capability.SEE_PEOPLE)
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Where to begin: find a way in, answer what one is asked, wake what fell silent."""
    problem = text = ""
    try:
        text = search_text(request.GET.get("q", ""))
    except TextError as error:
        problem = str(error)
    page = network_page(colleague(request), text, problem)
    return render(request, "dashboards/network.html", {"page": page}, status=400 if problem else 200)


@requires(Capability.SEE_PEOPLE)
@require_safe
def network_path(request: HttpRequest) -> HttpResponse:
    """Who can open the door to `?to=`, a person or a client."""
    if not request.GET.get("to"):
        return redirect("network")
    person, client = _goal(request, request.GET["to"])
    page = ways_page(colleague(request), person, client)
    return render(request, "dashboards/network_path.html", {"page": page})


@requires(Capability.SEE_PEOPLE)
@require_safe
def network_picture(request: HttpRequest) -> HttpResponse:
    """Who knows whom around the reader, or at the client `?of=`."""
    client = None
    if of := request.GET.get("of"):
        _, client = _goal(request, of)
        if client is None:
            raise Http404("No client of this id, or not for this colleague.")
    page = read_picture(colleague(request), client)
    return render(request, "dashboards/network_picture.html", {"page": page})


@requires(Capability.SEE_PEOPLE)
@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """Every introduction, the newest first."""
    page = read_introductions(colleague(request), request.GET)
    return render(request, "dashboards/introduction_list.html", {"page": page})


@requires(Capability.SEE_PEOPLE)
@require_safe
def export_introductions(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    header = [speak(name) for name in HEADER]
    return table_response(request, "introductions.csv", header, introduction_rows(colleague(request), request.GET))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def ask_for_introduction(request: HttpRequest) -> HttpResponse:
    """Go one of the ways that are shown: a promise, and a note to whoever is asked first."""
    user = colleague(request)
    if not request.POST.get("to"):
        return see_other(request, "network")
    person, client = _goal(request, request.POST["to"])
    page = ways_page(user, person, client)
    wanted = tuple(request.POST.get(name, "") for name in ("person", "colleague", "through"))
    card = next(
        (each for each in page.ways if (each.target.public_id, each.colleague_id, each.through_id) == wanted), None
    )
    back = f"{reverse('network_path')}?to={page.to}"
    if card is None or not card.between:
        messages.error(request, "This way is no longer open. These are the ways by now.")
        return go_on(request, back)
    asker = logs_for(user)
    stops = {stop.between: stop for stop in card.between}
    try:
        made = introduction_actions.ask_for_introduction(
            by=user,
            wanted_by=asker,
            person=Person.objects.visible_to(user).get(pk=card.target.pk),
            client=client,
            colleague=User.objects.get(pk=stops["colleague"].pk) if "colleague" in stops else None,
            through=Person.objects.visible_to(user).get(pk=stops["person"].pk) if "person" in stops else None,
            note=note_words(card.first.name, asker.name, card.target.name, card.how),
        )
    except AlreadyAsked as already:
        messages.info(request, "This has been asked already: here it is.")
        return see_other(request, "introduction_detail", already.current.public_id)
    undo = reverse("archive_introduction", args=[made.public_id])
    offer_undo(request, text=f"Asking {card.first.name} for an introduction to {card.target.name}", address=undo)
    return see_other(request, "introduction_detail", made.public_id)


def _goal(request: HttpRequest, public_id: str) -> tuple[Person | None, Client | None]:
    person, client = goal_named(colleague(request), public_id)
    if person is None and client is None:
        raise Http404("Nobody of this id, or not for this colleague.")
    return person, client
