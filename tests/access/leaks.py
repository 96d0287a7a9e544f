"""Leaks planted on purpose: the comparison of the twin worlds must find every one of them, else it is blind.

Two kinds. Pages that show only rows in sight and yet tell something (a count, a rank, a sum …), and doors of the product
left ajar for a moment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.db.models import Avg, Max, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from accounts.models import User
from relationships.clients import visible_groups
from relationships.clients.models import Client, ClientQuerySet
from relationships.clients.visibility import GatedQuerySet
from relationships.contacts.models import Person, PersonQuerySet
from relationships.engagements.models import EngagementQuerySet, LedgerEntry
from relationships.interactions.models import Interaction, InteractionQuerySet

PAGE_SIZE = 4
# The package hands out the function of this name, not the module.
timeline = import_module("relationships.interactions.queries.timeline")
asking = timeline._asking


def rows(request: HttpRequest) -> QuerySet[Client]:
    return Client.objects.visible_to(request.user).order_by("name", "pk")


def shown(request: HttpRequest, **told: Any) -> HttpResponse:
    """The visible rows, and what the leak tells beside them."""
    return HttpResponse(f"{[client.name for client in rows(request)]} {told}")


def everything() -> QuerySet[Client]:
    return Client.objects.unscoped(reason="planted leak").order_by("name", "pk")


def nothing(request: HttpRequest) -> HttpResponse:
    """No leak: the control."""
    return shown(request, count=rows(request).count())


def count(request: HttpRequest) -> HttpResponse:
    return shown(request, of=everything().count())


def facet(request: HttpRequest) -> HttpResponse:
    return shown(request, industries=sorted(set(everything().values_list("industry", flat=True))))


def last_page(request: HttpRequest) -> HttpResponse:
    return shown(request, last=-(-everything().count() // PAGE_SIZE))


def rank(request: HttpRequest) -> HttpResponse:
    names = list(everything().values_list("name", flat=True))
    return shown(request, ranks=[names.index(client.name) for client in rows(request)])


def total(request: HttpRequest) -> HttpResponse:
    fees = LedgerEntry.objects.unscoped(reason="planted leak").aggregate(total=Sum("base_amount"))
    return shown(request, **fees)


def average(request: HttpRequest) -> HttpResponse:
    return shown(request, **LedgerEntry.objects.unscoped(reason="planted leak").aggregate(a=Avg("base_amount")))


def newest(request: HttpRequest) -> HttpResponse:
    return shown(request, **Interaction.objects.unscoped(reason="planted leak").aggregate(at=Max("occurred_at")))


def taken_name(request: HttpRequest) -> HttpResponse:
    taken = everything().filter(name="Marrow & Pike Diagnostics").exists()
    return HttpResponse("Taken." if taken else "Free.")


def completion(request: HttpRequest) -> HttpResponse:
    return shown(request, first=everything().filter(name__startswith="Aaa").values_list("name", flat=True).first())


def refusal(request: HttpRequest) -> HttpResponse:
    if everything().filter(name="Zzz Last Of All").exists():
        raise PermissionDenied
    raise Http404


def through_people(request: HttpRequest) -> HttpResponse:
    people = Person.objects.visible_to(request.user).order_by("pk")
    return HttpResponse(str([person.positions.count() for person in people]))


PAGES: list[Callable[[HttpRequest], HttpResponse]] = [
    count, facet, last_page, rank, total, average, newest, taken_name, completion, refusal, through_people,
]  # fmt: skip
urlpatterns = [path(f"{page.__name__}/", page, name=page.__name__) for page in [nothing, *PAGES]]


@contextmanager
def everywhere(original: Callable[..., Any], instead: Callable[..., Any]) -> Iterator[None]:
    """Put `instead` wherever a module of ours has imported `original` by name."""
    with ExitStack() as stack:
        for module in [each for name, each in sys.modules.items() if name.startswith("relationships")]:
            for name in [name for name, value in vars(module).items() if value is original]:
                stack.enter_context(mock.patch.object(module, name, instead))
        yield


def _all(self: QuerySet[Any], user: object) -> QuerySet[Any]:
    return self.all()


def _as_an_insider(user: User) -> dict[str, int]:
    """Who takes part in secret touches asks for the timeline."""
    return asking(User.objects.get(name="Ruth Calder"))


def _nobody_hidden(user: object) -> tuple[int, ...]:
    return ()


# Door → how to leave it ajar, and which pages show it.
DOORS: dict[str, tuple[Callable[[], Any], tuple[str, ...]]] = {
    "clients": (lambda: mock.patch.object(ClientQuerySet, "visible_to", _all), ("client_list", "find")),
    "people": (lambda: mock.patch.object(PersonQuerySet, "visible_to", _all), ("person_list", "find")),
    "touchpoints": (lambda: mock.patch.object(InteractionQuerySet, "visible_to", _all), ("interaction_detail",)),
    "timelines": (lambda: mock.patch.object(timeline, "_asking", _as_an_insider), ("client_timeline",)),
    "work": (
        lambda: mock.patch.object(EngagementQuerySet, "visible_to", GatedQuerySet.visible_to),
        ("engagement_list", "client_engagements"),
    ),
    "figures": (lambda: everywhere(visible_groups.hidden_from, _nobody_hidden), ("repeat_business", "repeat_export")),
}
