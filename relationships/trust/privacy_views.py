"""What we hold about somebody, as a page and as a file; erasing them, and the proof of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import asks_again, requires
from accounts.models import User
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.contacts.models import Person
from relationships.foundation.list_file import ListFile, also_as_file, in_chunks
from relationships.trust.data_file import data_file
from relationships.trust.erasure_actions import OnHold, StillHere, ask_erasure
from relationships.trust.models import Erasure
from relationships.trust.nudge import hint_erasing
from relationships.trust.privacy_forms import EraseForm
from relationships.trust.their_data import Section, about_colleague, about_person

_NEEDS = Capability.ERASE_PEOPLE


@requires(_NEEDS)
@require_safe
def person_data(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about a person, by kind, and what can be done with it."""
    return _page(request, _person(request, public_id), None)


@requires(_NEEDS)
@require_safe
def export_person_data(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a file to hand over."""
    person = _person(request, public_id)
    return _file(person.name, about_person(person.pk, colleague(request)))


@requires(_NEEDS)
@require_POST
@asks_again
def erase_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Erase them for good, after their name was typed."""
    return _erase(request, _person(request, public_id))


@requires(Capability.MANAGE_FIRM)
@require_safe
def colleague_data(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about a colleague."""
    return _page(request, get_object_or_404(User, public_id=public_id), None)


@requires(Capability.MANAGE_FIRM)
@require_safe
def export_colleague_data(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a file to hand over."""
    user = get_object_or_404(User, public_id=public_id)
    return _file(user.name, about_colleague(user.pk, colleague(request)))


@requires(Capability.MANAGE_FIRM)
@require_POST
@asks_again
def erase_colleague(request: HttpRequest, public_id: str) -> HttpResponse:
    """Erase a former colleague for good."""
    return _erase(request, get_object_or_404(User, public_id=public_id))


def _erasures(request: HttpRequest) -> QuerySet[Erasure]:
    return Erasure.objects.visible_to(colleague(request)).select_related("asked_by").order_by("-asked_at", "-pk")


def _erasure_file(request: HttpRequest) -> ListFile:
    rows = (
        (
            *(each.asked_at, each.get_kind_display(), each.asked_by.name if each.asked_by else None),
            *("erased" if each.done_at else "tried again" if each.problem else "waits", each.done_at),
        )
        for part in in_chunks(_erasures(request))
        for each in part
    )
    return ListFile("erasures.csv", ("Asked for", "Whom", "By", "State", "Erased"), rows)


@requires(_NEEDS)
@require_safe
@also_as_file(_erasure_file)
def erasure_list(request: HttpRequest) -> HttpResponse:
    """Who asked for which erasure, and what came of it. The newest two hundred."""
    return render(request, "trust/erasure_list.html", {"erasures": _erasures(request)[:200]})


@requires(_NEEDS)
@require_safe
def erasure_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proof of one erasure."""
    known = Erasure.objects.visible_to(colleague(request)).select_related("asked_by")
    return render(request, "trust/erasure_detail.html", {"erasure": get_object_or_404(known, key=public_id)})


def _person(request: HttpRequest, public_id: str) -> Person:
    return get_object_or_404(Person.objects.visible_to(colleague(request)), public_id=public_id)


def _page(request: HttpRequest, subject: Person | User, form: EraseForm | None) -> HttpResponse:
    about = about_person if isinstance(subject, Person) else about_colleague
    kind = "person" if isinstance(subject, Person) else "colleague"
    waiting = Erasure.objects.visible_to(colleague(request)).filter(kind=kind, subject=subject.pk, done_at=None).first()
    context: dict[str, Any] = {
        "subject": subject,
        "kind": kind,
        "back": reverse(f"{kind}_detail", args=[subject.public_id]),
        "file": reverse(f"export_{kind}_data", args=[subject.public_id]),
        "erase": reverse(f"erase_{kind}", args=[subject.public_id]),
        "sections": about(subject.pk, colleague(request)),
        "form": form or EraseForm(wanted=subject.name),
        "waiting": waiting,
        "still_here": isinstance(subject, User) and subject.is_active and subject.email,
    }
    return render(request, "trust/their_data.html", context, status=422 if form and form.errors else 200)


def _file(name: str, sections: list[Section]) -> HttpResponse:
    content = data_file(name, sections, made_at=timezone.localtime(), firm=the_firm().name)
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="their-data.zip"'
    return answer


def _erase(request: HttpRequest, subject: Person | User) -> HttpResponse:
    form = EraseForm(request.POST, wanted=subject.name)
    if not form.is_valid():
        return _page(request, subject, form)
    kind = "person" if isinstance(subject, Person) else "colleague"
    try:
        asked = ask_erasure(
            kind=kind, subject=subject, by=colleague(request), empties_texts=form.cleaned_data["empties_texts"]
        )
    except (StillHere, OnHold) as refused:
        form.add_error(None, str(refused))
        return _page(request, subject, form)
    hint_erasing()
    messages.info(request, "It is being erased. This page shows the proof when it is done.")
    answer = redirect("erasure_detail", public_id=asked.key)
    answer.status_code = 303
    return answer
