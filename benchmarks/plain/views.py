"""Function views as a tutorial would write them."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.backends.django import DjangoTemplates
from django.urls import reverse
from django.utils import timezone

from benchmarks.discovery import HERE
from benchmarks.plain.models import PlainClient, PlainEntry, PlainFigure, PlainPart, PlainPerson, PlainTouch

PAGE_SIZE = 50
TIMELINE_SIZE = 30
ENGINE = DjangoTemplates(
    {
        "NAME": "plain",
        "DIRS": [HERE / "plain" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
)


class TouchForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = PlainTouch
        fields = ("client_id", "kind", "direction", "occurred_at", "minutes", "summary")


@login_required
def client_list(request: HttpRequest) -> HttpResponse:
    rows = PlainClient.objects.order_by("name_search", "id")
    if text := request.GET.get("q"):
        rows = rows.filter(name_search__contains=text.lower())
    if tier := request.GET.get("tier"):
        rows = rows.filter(tier=tier)
    return _answer(request, "plain/client_list.html", rows=_page(request, rows))


@login_required
def person_list(request: HttpRequest) -> HttpResponse:
    rows = PlainPerson.objects.order_by("name_search", "id")
    return _answer(request, "plain/person_list.html", rows=_page(request, rows))


@login_required
def client_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    client = get_object_or_404(PlainClient, public_id=public_id)
    panels = _panels(PlainPart.objects.filter(client_id=client.pk).order_by("panel", "place"))
    return _answer(request, "plain/client_detail.html", client=client, **panels)


@login_required
def client_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    client = get_object_or_404(PlainClient, public_id=public_id)
    touches = PlainTouch.objects.filter(client_id=client.pk).order_by("-occurred_at", "-id")[:TIMELINE_SIZE]
    return _answer(request, "plain/client_timeline.html", client=client, touches=touches)


@login_required
def repeat_business(request: HttpRequest) -> HttpResponse:
    """Every figure read ready-made."""
    figures = _panels(PlainFigure.objects.order_by("panel", "place"))
    return _answer(request, "plain/repeat_business.html", **figures)


@login_required
def repeat_business_live(request: HttpRequest) -> HttpResponse:
    """The year's fees by practice summed up while the reader waits; the rest ready-made."""
    figures = _panels(PlainFigure.objects.order_by("panel", "place"))
    booked = PlainEntry.objects.filter(booked_on__year=timezone.localdate().year)
    sums = booked.values("practice__name").annotate(total=Sum("base_amount")).order_by("-total")
    return _answer(request, "plain/repeat_business.html", **figures, sums=sums)


@login_required
def add_touch(request: HttpRequest) -> HttpResponse:
    form = TouchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponseRedirect(reverse("client_list"))
    return _answer(request, "plain/touch_form.html", form=form)


def _panels(parts: Iterable[PlainPart] | Iterable[PlainFigure]) -> dict[str, list[PlainPart | PlainFigure]]:
    panels: dict[str, list[PlainPart | PlainFigure]] = {}
    for part in parts:
        panels.setdefault(part.panel, []).append(part)
    return panels


def _page(
    request: HttpRequest, rows: QuerySet[PlainClient] | QuerySet[PlainPerson]
) -> QuerySet[PlainClient] | QuerySet[PlainPerson]:
    start = (int(request.GET.get("page", "1")) - 1) * PAGE_SIZE
    return rows[start : start + PAGE_SIZE]


def _answer(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return HttpResponse(ENGINE.get_template(template).render(context, request))
