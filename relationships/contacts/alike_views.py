"""Saying, before somebody is added, who may be meant already."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.name_search import lenient_search_text
from accounts.policy import Capability
from accounts.record_form import RecordForm
from accounts.signed_in import colleague
from relationships.contacts.alike import people_alike

ANYWAY = "anyway"
FRAGMENT = "contacts/_alike.html"
_ASKED = "Somebody known may be the same. Look below, then add yours if it is another person."


@requires(Capability.EDIT_PEOPLE)
@require_safe
def person_look_alikes(request: HttpRequest) -> HttpResponse:
    """Whom to look at before adding somebody of this name, address or number; `?for=alumnus` leads to making them one."""
    typed = {name: lenient_search_text(request.GET.get(name, "")) for name in ("name", "email", "phone")}
    return render(request, FRAGMENT, _context(people_alike(colleague(request), **typed), request.GET.get("for", "")))


def ask_about_alike(request: HttpRequest, form: RecordForm, *, leads: str = "") -> str:
    """Refuse the valid `form` once when somebody known is reached the same way or called so, unless its sender said
    "anyway"; answers what to draw under it, "" when nothing is to be asked."""
    if request.POST.get(ANYWAY):
        return ""
    said = {name: form.cleaned_data.get(name) or "" for name in ("name", "email", "phone")}
    sure = [each for each in people_alike(colleague(request), **said) if each.sure]
    if not sure:
        return ""
    form.add_error(None, _ASKED)
    return render_to_string(FRAGMENT, _context(sure, leads) | {"anyway": ANYWAY}, request)


def _context(alike: list[Any], leads: str) -> dict[str, Any]:
    return {"alike": alike, "for_alumnus": leads == "alumnus"}
